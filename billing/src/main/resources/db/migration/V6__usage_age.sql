-- An event and a subject are remembered for as long as they can come again. Then the roll-ups
-- alone are left.
CREATE INDEX usage_event_age ON usage_event (recorded_at);
CREATE INDEX usage_subject_age ON usage_subject (month);

GRANT DELETE ON usage_event, usage_subject TO rookery_archiver;
