/// One signed call to a tenant's backend, by Standard Webhooks 1.0.0
/// (<https://www.standardwebhooks.com>), behind a breaker and a bulkhead for each endpoint.
///
/// ```
/// C: POST /v1/auth/verify
///    webhook-id: req_0190…   webhook-timestamp: 1795300000   webhook-signature: v1,…
///    X-Deadline-Ms: 2990
///    {"domain":"chat.acme.com","user":"alice","operation":"auth.verify","data":{"password":"…"}}
/// S: 200 {"decision":"allow","ttl":60,"attributes":{}}
/// ```
@NullMarked
package io.rookery.hooks.webhook;

import org.jspecify.annotations.NullMarked;
