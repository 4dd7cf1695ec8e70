package io.rookery.routing.cluster;

import com.typesafe.config.Config;
import java.util.ArrayList;
import java.util.List;
import org.apache.pekko.cluster.ConfigValidation;
import org.apache.pekko.cluster.Invalid;
import org.apache.pekko.cluster.JoinConfigCompatChecker;
import org.apache.pekko.cluster.Valid$;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;

/// Whether a node and a cluster fit: looked at by both sides before the node joins, and said in
/// words of our settings. Made by Pekko by reflection.
public final class JoiningCheck extends JoinConfigCompatChecker {
    static final String SHARDS = "rookery.shards";
    static final String SPEAKS = "rookery.protocol.speaks";
    static final String UNDERSTANDS = "rookery.protocol.understands";

    private static final Logger LOG = LoggerFactory.getLogger(JoiningCheck.class);

    @Override
    public Seq<String> requiredKeys() {
        return CollectionConverters.asScala(List.of(SHARDS, SPEAKS, UNDERSTANDS)).toSeq();
    }

    @Override
    public ConfigValidation check(Config theirs, Config ours) {
        List<String> faults = faults(theirs, ours);
        if (faults.isEmpty()) {
            return Valid$.MODULE$;
        }
        faults.forEach(fault -> LOG.error("a node and a cluster do not fit: {}", fault));
        return new Invalid(CollectionConverters.asScala(faults).toSeq());
    }

    /// One sentence for each that does not fit.
    static List<String> faults(Config theirs, Config ours) {
        List<String> faults = new ArrayList<>();
        for (String key : List.of(SHARDS, SPEAKS, UNDERSTANDS)) {
            if (!theirs.hasPath(key)) {
                faults.add(key + ": nothing (expected: a number; it is older than this check)");
            }
        }
        if (!faults.isEmpty()) {
            return faults;
        }
        if (theirs.getInt(SHARDS) != ours.getInt(SHARDS)) {
            faults.add(
                    "shards: %d on the other side (expected: %d, as here)"
                            .formatted(theirs.getInt(SHARDS), ours.getInt(SHARDS)));
        }
        if (theirs.getInt(SPEAKS) < ours.getInt(UNDERSTANDS)
                || ours.getInt(SPEAKS) < theirs.getInt(UNDERSTANDS)) {
            faults.add(
                    "protocol version: the other side speaks %d and understands %d and later, this one speaks %d and understands %d and later (expected: adjacent versions)"
                            .formatted(
                                    theirs.getInt(SPEAKS),
                                    theirs.getInt(UNDERSTANDS),
                                    ours.getInt(SPEAKS),
                                    ours.getInt(UNDERSTANDS)));
        }
        return faults;
    }
}
