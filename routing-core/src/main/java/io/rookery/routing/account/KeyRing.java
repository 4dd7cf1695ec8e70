package io.rookery.routing.account;

import io.rookery.routing.hop.IngressKey;
import io.rookery.routing.hop.SessionId;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Ingress keys, the ids that were given for them and since when, oldest first: a ring with a hash
/// table (linear probing) over it, both of numbers.
///
/// An account remembers each message for minutes. As objects in a map that was seven of them a
/// message, which lived just long enough to be copied by collection after collection and to fill
/// the old generation when they were dead.
final class KeyRing {
    private static final int LONGS = 6;
    private static final int SESSION_LOW = 1;
    private static final int NUMBER = 2;
    private static final int ID_HIGH = 3;
    private static final int ID_LOW = 4;
    private static final int MILLIS = 5;

    private static final int SMALLEST = 4;
    private static final long GOLDEN = 0x9E3779B97F4A7C15L;
    private static final long[] NO_ENTRIES = {};
    private static final int[] NO_SLOTS = {};

    private long[] entries = NO_ENTRIES;
    // Place of an entry and 1; 0 where there is none. Twice as many as entries fit.
    private int[] slots = NO_SLOTS;
    private int capacity;
    private int first;
    private int size;

    int size() {
        return size;
    }

    /// The id that was given for `key`, null when that is not known.
    @Nullable UUID find(IngressKey key) {
        int place = place(key.session().high(), key.session().low(), key.number());
        return place < 0
                ? null
                : new UUID(entries[place * LONGS + ID_HIGH], entries[place * LONGS + ID_LOW]);
    }

    /// Remembers `id` for `key`; one that is known keeps its place.
    void put(IngressKey key, UUID id, long millis) {
        SessionId session = key.session();
        int place = place(session.high(), session.low(), key.number());
        if (place < 0) {
            if (size == capacity) {
                resize(Math.max(SMALLEST, capacity * 2));
            }
            place = (first + size) & (capacity - 1);
            int at = place * LONGS;
            entries[at] = session.high();
            entries[at + SESSION_LOW] = session.low();
            entries[at + NUMBER] = key.number();
            entries[at + MILLIS] = millis;
            size++;
            enter(place);
        }
        entries[place * LONGS + ID_HIGH] = id.getMostSignificantBits();
        entries[place * LONGS + ID_LOW] = id.getLeastSignificantBits();
    }

    /// Since when the oldest is there; [Long#MAX_VALUE] when there is none.
    long oldestMillis() {
        return size == 0 ? Long.MAX_VALUE : entries[first * LONGS + MILLIS];
    }

    void removeOldest() {
        leave(first);
        first = (first + 1) & (capacity - 1);
        size--;
    }

    /// Gives back room that is not needed any more.
    void trim() {
        if (size == 0) {
            entries = NO_ENTRIES;
            slots = NO_SLOTS;
            capacity = 0;
            first = 0;
        } else if (size <= capacity / 4 && capacity > SMALLEST) {
            resize(capacity / 2);
        }
    }

    private void resize(int room) {
        long[] before = entries;
        entries = new long[room * LONGS];
        for (int i = 0; i < size; i++) {
            int from = (first + i) & (capacity - 1);
            System.arraycopy(before, from * LONGS, entries, i * LONGS, LONGS);
        }
        capacity = room;
        first = 0;
        slots = new int[2 * room];
        for (int place = 0; place < size; place++) {
            enter(place);
        }
    }

    private int place(long high, long low, long number) {
        if (size == 0) {
            return -1;
        }
        int mask = slots.length - 1;
        for (int i = hash(high, low, number) & mask; slots[i] != 0; i = (i + 1) & mask) {
            int at = (slots[i] - 1) * LONGS;
            if (entries[at] == high
                    && entries[at + SESSION_LOW] == low
                    && entries[at + NUMBER] == number) {
                return slots[i] - 1;
            }
        }
        return -1;
    }

    private void enter(int place) {
        int mask = slots.length - 1;
        int i = hash(place) & mask;
        while (slots[i] != 0) {
            i = (i + 1) & mask;
        }
        slots[i] = place + 1;
    }

    /// Takes an entry's slot away and moves into it who would else not be found behind it.
    private void leave(int place) {
        int mask = slots.length - 1;
        int hole = hash(place) & mask;
        while (slots[hole] != place + 1) {
            hole = (hole + 1) & mask;
        }
        for (int i = (hole + 1) & mask; slots[i] != 0; i = (i + 1) & mask) {
            int home = hash(slots[i] - 1) & mask;
            if (((i - home) & mask) >= ((i - hole) & mask)) {
                slots[hole] = slots[i];
                hole = i;
            }
        }
        slots[hole] = 0;
    }

    private int hash(int place) {
        int at = place * LONGS;
        return hash(entries[at], entries[at + SESSION_LOW], entries[at + NUMBER]);
    }

    /// Session ids are random, and none of a client's choice.
    private static int hash(long high, long low, long number) {
        long mixed = (high ^ Long.rotateLeft(low, 1)) + number * GOLDEN;
        mixed = (mixed ^ (mixed >>> 32)) * GOLDEN;
        return (int) (mixed >>> 32);
    }
}
