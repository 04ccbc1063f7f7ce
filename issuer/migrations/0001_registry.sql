-- The registry of one issuer: who is entitled to what, who was invited, what was signed, what was published.
-- It holds no names, no one-time codes, no device keys and no status indices.

CREATE TABLE person (
    id          INTEGER PRIMARY KEY,          -- ours alone: appears in no message
    person      TEXT NOT NULL UNIQUE,         -- how the operator calls the person: the number in the eligibility register
    born        TEXT NOT NULL,                -- date of birth, YYYY-MM-DD
    citizenship TEXT NOT NULL                 -- ISO 3166-1 alpha-3
) STRICT;

CREATE TABLE status (
    person_id   INTEGER NOT NULL REFERENCES person (id), -- who holds it
    claim       INTEGER NOT NULL,             -- the claim key of the status; what follows from age is not here
    valid_from  TEXT NOT NULL,                -- first day, YYYY-MM-DD, inclusive
    valid_until TEXT NOT NULL,                -- last day, YYYY-MM-DD, inclusive
    PRIMARY KEY (person_id, claim),
    CHECK (valid_from <= valid_until)
) STRICT, WITHOUT ROWID;

CREATE TABLE invitation (
    id            INTEGER PRIMARY KEY,        -- ours alone
    person_id     INTEGER NOT NULL REFERENCES person (id), -- who is invited
    locator       TEXT UNIQUE,                -- first part of the code, by which a request finds its invitation, no secret; null when free again
    code_key      BLOB CHECK (length(code_key) = 32), -- what follows from the code; null when it can no longer be needed
    expires_at    INTEGER NOT NULL,           -- first second at which no new request is answered, seconds since 1970
    attempts_left INTEGER NOT NULL CHECK (attempts_left >= 0), -- wrong codes that are still suffered
    state         TEXT NOT NULL CHECK (state IN ('open', 'answered', 'replaced', 'cancelled')) -- only one that is open can be answered
) STRICT;

CREATE INDEX invitation_of_person ON invitation (person_id);

CREATE TABLE enrolment (
    id            INTEGER PRIMARY KEY,        -- ours alone
    person_id     INTEGER NOT NULL REFERENCES person (id), -- who enrolled
    invitation_id INTEGER NOT NULL UNIQUE REFERENCES invitation (id), -- by which invitation; its key signs the answer again
    request_hash  BLOB NOT NULL UNIQUE CHECK (length(request_hash) = 32), -- SHA-256 of the request: the same one gets the same answer
    first_epoch   INTEGER NOT NULL,           -- the epoch of the first device key of every claim in the request
    answered_at   INTEGER NOT NULL            -- when, seconds since 1970
) STRICT;

CREATE TABLE slot (
    slot         INTEGER PRIMARY KEY AUTOINCREMENT, -- permuted anew in each epoch it becomes the status index; never used again
    person_id    INTEGER NOT NULL REFERENCES person (id), -- whose entitlement
    claim        INTEGER NOT NULL,            -- to what: a claim key
    generation   INTEGER NOT NULL,            -- counts the devices that this entitlement has been on
    enrolment_id INTEGER NOT NULL REFERENCES enrolment (id), -- in which answer it was signed
    first_epoch  INTEGER NOT NULL,            -- first epoch that was signed
    last_epoch   INTEGER NOT NULL,            -- last epoch that was signed
    revoked_at   INTEGER,                     -- since when it is revoked, seconds since 1970; null while it is not
    revoked_for  TEXT CHECK (revoked_for IN ('device', 'person')), -- another device took its place, or the operator revoked it
    UNIQUE (person_id, claim, generation),
    CHECK (first_epoch <= last_epoch),
    CHECK ((revoked_at IS NULL) = (revoked_for IS NULL))
) STRICT;

CREATE INDEX slot_of_enrolment ON slot (enrolment_id);
CREATE INDEX slot_in_force ON slot (last_epoch, claim);
CREATE INDEX slot_revoked ON slot (last_epoch) WHERE revoked_at IS NOT NULL;

CREATE TABLE epoch (
    epoch    INTEGER PRIMARY KEY,             -- its number
    capacity INTEGER NOT NULL                 -- N, frozen when the epoch is first signed or published
) STRICT;

CREATE TABLE publication (
    sequence  INTEGER PRIMARY KEY,            -- of the manifest
    issued_at INTEGER NOT NULL,               -- by our clock, seconds since 1970
    expires   INTEGER NOT NULL,               -- from when on it decides nothing, seconds since 1970
    revoked   INTEGER NOT NULL                -- revoked slots in its list of the current epoch
) STRICT;

CREATE TABLE office (
    id       INTEGER PRIMARY KEY CHECK (id = 1), -- there is one row
    capacity INTEGER                          -- N of every epoch as the operator chose it; null: by the number of slots
) STRICT;
