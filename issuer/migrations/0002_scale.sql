-- What grows with the population becomes small, and nothing that is asked daily reads all of it: an enrolment is a part of
-- its invitation, indexes hold only what they are asked for, and slots are tallied as they come.

CREATE TABLE invitation_2 (
    id            INTEGER PRIMARY KEY,        -- ours alone
    person_id     INTEGER NOT NULL REFERENCES person (id), -- who is invited
    locator       TEXT,                       -- first part of the code, by which a request finds its invitation, no secret; null when free again
    code_key      BLOB CHECK (length(code_key) = 32), -- what follows from the code; null when it can no longer be needed
    expires_at    INTEGER NOT NULL,           -- first second at which no new request is answered, seconds since 1970
    attempts_left INTEGER NOT NULL CHECK (attempts_left >= 0), -- wrong codes that are still suffered
    state         TEXT NOT NULL CHECK (state IN ('open', 'answered', 'replaced', 'cancelled')), -- only one that is open can be answered
    request_hash  BLOB CHECK (length(request_hash) = 32), -- SHA-256 of the request that was answered: the same one gets the same answer
    first_epoch   INTEGER,                    -- the epoch of the first device key of every claim in that request
    last_epoch    INTEGER,                    -- the last epoch that the answer is signed for
    answered_at   INTEGER,                    -- when, seconds since 1970
    CHECK ((state = 'answered') = (request_hash IS NOT NULL AND first_epoch IS NOT NULL AND last_epoch IS NOT NULL
        AND answered_at IS NOT NULL))
) STRICT;

INSERT INTO invitation_2
SELECT invitation.id, invitation.person_id, locator, code_key, expires_at, attempts_left, state, request_hash, first_epoch,
       coalesce((SELECT max(last_epoch) FROM slot WHERE enrolment_id = enrolment.id), first_epoch), answered_at
FROM invitation LEFT JOIN enrolment ON invitation_id = invitation.id;

CREATE TABLE slot_2 (
    slot          INTEGER PRIMARY KEY AUTOINCREMENT, -- permuted anew in each epoch it becomes the status index; never used again
    person_id     INTEGER NOT NULL REFERENCES person (id), -- whose entitlement
    claim         INTEGER NOT NULL,           -- to what: a claim key
    generation    INTEGER NOT NULL,           -- counts the devices that this entitlement has been on
    invitation_id INTEGER NOT NULL,           -- in the answer to which invitation it was signed; no foreign key: who deletes another invitation would have to read all slots
    first_epoch   INTEGER NOT NULL,           -- first epoch that was signed
    last_epoch    INTEGER NOT NULL,           -- last epoch that was signed
    revoked_at    INTEGER,                    -- since when it is revoked, seconds since 1970; null while it is not
    revoked_for   TEXT CHECK (revoked_for IN ('device', 'person')), -- another device took its place, or the operator revoked it
    UNIQUE (person_id, claim, generation),
    CHECK (first_epoch <= last_epoch),
    CHECK ((revoked_at IS NULL) = (revoked_for IS NULL))
) STRICT;

INSERT INTO slot_2
SELECT slot, slot.person_id, claim, generation, invitation_id, slot.first_epoch, last_epoch, revoked_at, revoked_for
FROM slot JOIN enrolment ON enrolment.id = enrolment_id ORDER BY slot;

-- No slot is used again, even if the highest ones were deleted by hand.
DELETE FROM sqlite_sequence WHERE name = 'slot_2';
INSERT INTO sqlite_sequence (name, seq) SELECT 'slot_2', seq FROM sqlite_sequence WHERE name = 'slot';

DROP TABLE slot;
DROP TABLE enrolment;
DROP TABLE invitation;
ALTER TABLE invitation_2 RENAME TO invitation;
ALTER TABLE slot_2 RENAME TO slot;

CREATE UNIQUE INDEX invitation_by_locator ON invitation (locator) WHERE locator IS NOT NULL;
-- So many bytes tell all requests apart.
CREATE UNIQUE INDEX invitation_by_request ON invitation (substr(request_hash, 1, 12)) WHERE request_hash IS NOT NULL;
CREATE UNIQUE INDEX invitation_open ON invitation (person_id) WHERE state = 'open';
CREATE INDEX invitation_waiting ON invitation (expires_at) WHERE state <> 'answered';
CREATE INDEX invitation_answered ON invitation (last_epoch) WHERE code_key IS NOT NULL AND last_epoch IS NOT NULL;
CREATE INDEX slot_revoked ON slot (last_epoch, first_epoch, revoked_at) WHERE revoked_at IS NOT NULL;

-- How many slots there are of each kind. Nobody writes here but the triggers.
CREATE TABLE tally (
    last_epoch  INTEGER NOT NULL,             -- last epoch that was signed
    first_epoch INTEGER NOT NULL,             -- first epoch that was signed
    claim       INTEGER NOT NULL,             -- for which claim
    slots       INTEGER NOT NULL,             -- how many slots
    revoked     INTEGER NOT NULL,             -- how many of them are revoked
    highest     INTEGER NOT NULL,             -- the highest of them
    PRIMARY KEY (last_epoch, first_epoch, claim)
) STRICT, WITHOUT ROWID;

INSERT INTO tally
SELECT last_epoch, first_epoch, claim, count(*), count(revoked_at), max(slot) FROM slot GROUP BY last_epoch, first_epoch, claim;

CREATE TRIGGER slot_opened AFTER INSERT ON slot BEGIN
    INSERT INTO tally VALUES (new.last_epoch, new.first_epoch, new.claim, 1, new.revoked_at IS NOT NULL, new.slot)
    ON CONFLICT DO UPDATE SET slots = slots + 1, revoked = revoked + excluded.revoked, highest = max(highest, excluded.highest);
END;

CREATE TRIGGER slot_revoked_now AFTER UPDATE OF revoked_at ON slot BEGIN
    UPDATE tally SET revoked = revoked + (new.revoked_at IS NOT NULL) - (old.revoked_at IS NOT NULL)
    WHERE last_epoch = new.last_epoch AND first_epoch = new.first_epoch AND claim = new.claim;
END;
