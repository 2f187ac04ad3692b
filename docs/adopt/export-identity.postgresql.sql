-- Users of ASP.NET Core Identity (IdentitySchemaVersions.Version3) as the JSON that --import reads. The result is one text.
-- Users with a password only, and users who are locked out now, are left out.
WITH
-- Fill in: the host that the passkeys are bound to.
settings (relying_party_id) AS (VALUES ('example.org')),

-- Fill in: each LoginProvider of AspNetUserLogins, its scheme in PasskeyBlazor, and the issuer. NULL leaves its logins out.
providers (login_provider, provider, issuer) AS (VALUES
    ('Google', 'Google', 'https://accounts.google.com'),
    ('GitHub', 'GitHub', 'https://github.com'),
    ('Facebook', 'Facebook', 'https://www.facebook.com'),
    ('Twitter', 'Twitter', 'https://x.com'),
    ('Microsoft', NULL, NULL)), -- AddMicrosoftAccount stores another identifier than OpenID Connect has

logins AS (
    SELECT l."UserId" AS user_id, coalesce(p.provider, l."LoginProvider") AS provider, p.issuer, l."ProviderKey" AS subject
    FROM "AspNetUserLogins" AS l LEFT JOIN providers AS p ON p.login_provider = l."LoginProvider"
    WHERE p.login_provider IS NULL OR p.provider IS NOT NULL),

identities AS (
    SELECT user_id, json_agg(json_build_object('provider', provider, 'issuer', issuer, 'subject', subject)) AS list FROM logins GROUP BY user_id),

-- The AAGUID stands in the attestation object, before the length of the credential id and the id.
attested AS (
    SELECT *, decode("Data" ->> 'AttestationObject', 'base64') AS attestation, int2send(length("CredentialId")::int2) || "CredentialId" AS id
    FROM "AspNetUserPasskeys"),
passkeys AS (
    SELECT "UserId" AS user_id, json_agg(json_build_object(
        'credentialId', translate(encode("CredentialId", 'base64'), E'+/=\n', '-_'),
        'publicKey', translate("Data" ->> 'PublicKey', '+/=', '-_'),
        'signCount', "Data" -> 'SignCount',
        'transports', "Data" -> 'Transports',
        'backupEligible', "Data" -> 'IsBackupEligible',
        'backedUp', "Data" -> 'IsBackedUp',
        'userVerified', "Data" -> 'IsUserVerified',
        'aaguid', CASE WHEN position(id IN attestation) > 16 THEN encode(substring(attestation FROM position(id IN attestation) - 16 FOR 16), 'hex')::uuid END,
        'name', "Data" ->> 'Name',
        'createdAt', "Data" ->> 'CreatedAt')) AS list
    FROM attested GROUP BY "UserId")

SELECT json_build_object('relyingPartyId', (SELECT relying_party_id FROM settings), 'users', coalesce(json_agg(json_build_object(
    'userHandle', translate(encode(convert_to(u."Id"::text, 'UTF8'), 'base64'), E'+/=\n', '-_'),
    'name', u."UserName",
    'email', u."Email",
    'emailVerified', u."EmailConfirmed",
    'identities', coalesce(i.list, '[]'),
    'passkeys', coalesce(k.list, '[]'))), '[]'))::text
FROM "AspNetUsers" AS u
LEFT JOIN identities AS i ON i.user_id = u."Id"
LEFT JOIN passkeys AS k ON k.user_id = u."Id"
WHERE (i.user_id IS NOT NULL OR k.user_id IS NOT NULL) AND (u."LockoutEnd" IS NULL OR u."LockoutEnd" <= now());
