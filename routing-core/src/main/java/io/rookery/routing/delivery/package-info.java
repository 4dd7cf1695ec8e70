/// What becomes of a stanza at the account it is addressed to.
///
/// [RFC 6121](https://www.rfc-editor.org/rfc/rfc6121) section 8.5, all of it.
///
/// Messages, as the table of §8.5.4 (deliver to **1** the resource, **M** those that [BareMessages]
/// says, **A** all with a non-negative priority; **O** store offline; **E** refuse with
/// `service-unavailable`; **S** ignore silently):
///
/// | account | addressed to | normal | chat | groupchat | headline | error |
/// |---|---|---|---|---|---|---|
/// | does not exist | bare, full | E | E | E | S | S |
/// | nobody available | bare | O | O | E | S | S |
/// | nobody available | full, gone | E | O | E | S | S |
/// | only negative priorities | bare | O | O | E | S | S |
/// | only negative priorities | full, there | 1 | 1 | 1 | 1 | 1 |
/// | only negative priorities | full, gone | E | O | E | S | S |
/// | non-negative priorities | bare | M | M | E | A | S |
/// | non-negative priorities | full, there | 1 | 1 | 1 | 1 | 1 |
/// | non-negative priorities | full, gone | E | M | E | S | S |
///
/// Where the standard's table has S and its text lets the server choose between S and E, this has
/// E. A chat message of a room's occupant (XEP-0045 §7.5) to a resource that is gone is E.
///
/// Presence and IQ (**P** all available resources; **H** the account itself; **U** answer
/// `unsubscribed`):
///
/// | account | addressed to | presence, unavailable | error | subscriptions | probe | get, set | result, error |
/// |---|---|---|---|---|---|---|---|
/// | does not exist | bare, full | S | S | S | U | E | S |
/// | nobody available | bare | S | S | H | H | H | H |
/// | somebody available | bare | P | P | H | H | H | H |
/// | any | full, there | 1 | 1 | H | H | 1, or E unless presence is shared | 1 |
/// | any | full, gone | S | S | H for `subscribe`, else S | H | E | S |
///
/// Implements: RFC 6121 §8: delivery rules.
@NullMarked
package io.rookery.routing.delivery;

import org.jspecify.annotations.NullMarked;
