/// Data forms ([XEP-0004](https://xmpp.org/extensions/xep-0004.html) 2.13.2, §3) with FORM_TYPE
/// ([XEP-0068](https://xmpp.org/extensions/xep-0068.html) 1.3).
///
/// ```
/// <x xmlns='jabber:x:data' type='submit'>
///   <field var='FORM_TYPE' type='hidden'><value>http://jabber.org/protocol/muc#roomconfig</value></field>
///   <field var='muc#roomconfig_persistentroom'><value>1</value></field>
/// </x>
/// ```
///
/// Implements: XEP-0004 2.13.2 §3: forms, asked, answered and checked.
@NullMarked
package io.rookery.xmpp.form;

import org.jspecify.annotations.NullMarked;
