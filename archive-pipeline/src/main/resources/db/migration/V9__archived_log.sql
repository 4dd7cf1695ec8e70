-- Which log the archivers' places are in: Kafka gives a topic that was made anew another id.
CREATE TABLE archived_log (
    topic      text        PRIMARY KEY,
    topic_id   text        NOT NULL,
    -- How often the topic was replaced, because Kafka's data were lost.
    generation integer     NOT NULL DEFAULT 0,
    since      timestamptz NOT NULL DEFAULT now()
);
GRANT SELECT ON archived_log TO rookery_app;
GRANT SELECT, INSERT, UPDATE ON archived_log TO rookery_archiver;

-- What an operator has done when the log was replaced.
GRANT DELETE ON archiver_offset TO rookery_archiver;
GRANT SELECT (topic), UPDATE (topic) ON archive_rejected TO rookery_archiver;
