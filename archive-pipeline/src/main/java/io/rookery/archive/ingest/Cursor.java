package io.rookery.archive.ingest;

import io.rookery.archive.log.CountingRule;

/// Where the archiver is in one partition.
///
/// @param committed `next_offset` as PostgreSQL has it
/// @param next offset of the next record to take
/// @param rule state of the counting rule before `next`; copied before it is fed
record Cursor(long committed, long next, CountingRule rule) {}
