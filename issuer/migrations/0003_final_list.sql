-- What a list of the past says is settled when its epoch is over, so it is kept and the key that permuted it is not.

CREATE TABLE final_list (
    epoch    INTEGER PRIMARY KEY,             -- the last epoch that is over
    capacity INTEGER NOT NULL,                -- how many indices it has, those of an overflow among them
    revoked  INTEGER NOT NULL,                -- how many of them are revoked
    hash     BLOB NOT NULL CHECK (length(hash) = 32), -- what the manifest says of the file
    file     BLOB NOT NULL                    -- the status list as published
) STRICT;
