/// Rosters and presence subscriptions: what an account decides about its contacts.
///
/// [RFC 6121](https://www.rfc-editor.org/rfc/rfc6121) sections 2 and 3, appendix A.
///
/// | section | what | where |
/// |---|---|---|
/// | §2.1.2 | attributes of an item; what clients may not set is ignored | [RosterSet], [RosterQuery] |
/// | §2.1.3, §2.2 | roster get | [RosterQuery] |
/// | §2.1.5, §2.3 | set: add; every error of §2.3.3 | [RosterSet] |
/// | §2.1.6 | push | [RosterQuery] |
/// | §2.4 | set: change | [RosterSet] |
/// | §2.5 | set: remove, with the implied `unsubscribe` and `unsubscribed` | [RosterSet] |
/// | §2.6 | versions; not done: changes one by one instead of the whole roster (optional) | [Roster], [RosterQuery] |
/// | §3.1 | request, approval, automatic reply, requests kept until answered | [SubscriptionMachine], [Roster] |
/// | §3.2 | cancelling and denying | [SubscriptionMachine] |
/// | §3.3 | unsubscribing | [SubscriptionMachine] |
/// | §3.4 | pre-approval | [SubscriptionMachine] |
/// | A.1 | the nine states; a request of somebody who is not in the roster is kept unlisted | [Standing] |
/// | A.2 | outbound tables | [SubscriptionMachine] |
/// | A.3 | inbound tables | [SubscriptionMachine] |
///
/// ```
/// C: <iq id='rs1' type='set'>
///      <query xmlns='jabber:iq:roster'><item jid='romeo@acme.test' name='Romeo'/></query></iq>
/// S: <iq id='p1' type='set'>
///      <query xmlns='jabber:iq:roster' ver='7'>
///        <item jid='romeo@acme.test' name='Romeo' subscription='none'/></query></iq>
/// S: <iq id='rs1' type='result'/>
/// ```
///
/// Implements: RFC 6121 §2, §3, appendix A: rosters with versions, subscriptions with pre-approval.
@NullMarked
package io.rookery.routing.roster;

import org.jspecify.annotations.NullMarked;
