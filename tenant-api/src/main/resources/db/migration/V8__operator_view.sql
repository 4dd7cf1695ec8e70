-- Why something was done, where the API asks for it.
ALTER TABLE audit_log ADD COLUMN reason text NOT NULL DEFAULT '';

-- Operator's keys that could do everything can do what is new. The owner sees rows of its own
-- tables only where a policy says so.
ALTER TABLE api_key NO FORCE ROW LEVEL SECURITY;
UPDATE api_key SET scopes = scopes || ARRAY['admin:read', 'admin:write', 'admin:trace']
WHERE tenant_id = '00000000-0000-0000-0000-000000000000'
    AND scopes @> ARRAY['tenants:read', 'tenants:write', 'keys:read', 'keys:write', 'audit:read']
    AND NOT scopes && ARRAY['admin:read', 'admin:write', 'admin:trace'];
ALTER TABLE api_key FORCE ROW LEVEL SECURITY;
