-- Users of ASP.NET Core Identity (IdentitySchemaVersions.Version3) as the JSON that --import reads. The result is one text.
-- Users with a password only, and users who are locked out now, are left out.
WITH
-- Fill in: the host that the passkeys are bound to.
settings (RelyingPartyId) AS (VALUES ('example.org')),

-- Fill in: each LoginProvider of AspNetUserLogins, its scheme in PasskeyBlazor, and the issuer. NULL leaves its logins out.
providers (LoginProvider, Provider, Issuer) AS (VALUES
    ('Google', 'Google', 'https://accounts.google.com'),
    ('GitHub', 'GitHub', 'https://github.com'),
    ('Facebook', 'Facebook', 'https://www.facebook.com'),
    ('Twitter', 'Twitter', 'https://x.com'),
    ('Microsoft', NULL, NULL)), -- AddMicrosoftAccount stores another identifier than OpenID Connect has

logins AS (
    SELECT l.UserId, coalesce(p.Provider, l.LoginProvider) AS Provider, p.Issuer, l.ProviderKey
    FROM AspNetUserLogins AS l LEFT JOIN providers AS p ON p.LoginProvider = l.LoginProvider
    WHERE p.LoginProvider IS NULL OR p.Provider IS NOT NULL),

exported AS (
    SELECT * FROM AspNetUsers
    WHERE (Id IN (SELECT UserId FROM logins) OR Id IN (SELECT UserId FROM AspNetUserPasskeys))
        AND (LockoutEnd IS NULL OR datetime(LockoutEnd) <= datetime('now'))),

-- SQLite has no base64. Three hexadecimal digits are two characters.
bytes (Hex) AS (
    SELECT hex(CAST(Id AS BLOB)) FROM exported
    UNION SELECT hex(CredentialId) FROM AspNetUserPasskeys
    UNION SELECT upper(Data ->> '$.PublicKey') FROM AspNetUserPasskeys),
steps (Hex, Position, Text) AS (
    SELECT Hex, 1, '' FROM bytes
    UNION ALL
    SELECT Hex, Position + 3, Text
        || substr('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_',
            4 * instr('123456789ABCDEF', substr(Hex || '00', Position, 1)) + instr('123456789ABCDEF', substr(Hex || '00', Position + 1, 1)) / 4 + 1, 1)
        || substr('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_',
            16 * (instr('123456789ABCDEF', substr(Hex || '00', Position + 1, 1)) % 4) + instr('123456789ABCDEF', substr(Hex || '00', Position + 2, 1)) + 1, 1)
    FROM steps WHERE Position <= length(Hex)),
base64url (Hex, Text) AS MATERIALIZED (
    SELECT Hex, substr(Text, 1, (length(Hex) * 4 + 5) / 6) FROM steps WHERE Position > length(Hex)),

identities (UserId, List) AS (
    SELECT UserId, json_group_array(json_object('provider', Provider, 'issuer', Issuer, 'subject', ProviderKey)) FROM logins GROUP BY UserId),

-- The AAGUID stands in the attestation object, before the length of the credential id and the id.
attested AS (
    SELECT *, upper(Data ->> '$.AttestationObject') AS Attestation, printf('%04X', length(CredentialId)) || hex(CredentialId) AS Id FROM AspNetUserPasskeys),
models AS (
    SELECT *, CASE WHEN instr(Attestation, Id) > 32 THEN substr(Attestation, instr(Attestation, Id) - 32, 32) END AS Model FROM attested),
passkeys (UserId, List) AS (
    SELECT k.UserId, json_group_array(json_object(
        'credentialId', id.Text,
        'publicKey', key.Text,
        'signCount', k.Data ->> '$.SignCount',
        'transports', json(k.Data -> '$.Transports'),
        'backupEligible', json(k.Data -> '$.IsBackupEligible'),
        'backedUp', json(k.Data -> '$.IsBackedUp'),
        'userVerified', json(k.Data -> '$.IsUserVerified'),
        'aaguid', substr(Model, 1, 8) || '-' || substr(Model, 9, 4) || '-' || substr(Model, 13, 4) || '-' || substr(Model, 17, 4) || '-' || substr(Model, 21),
        'name', k.Data ->> '$.Name',
        'createdAt', replace(k.Data ->> '$.CreatedAt', ' ', 'T')))
    FROM models AS k
    JOIN base64url AS id ON id.Hex = hex(k.CredentialId)
    JOIN base64url AS key ON key.Hex = upper(k.Data ->> '$.PublicKey')
    GROUP BY k.UserId)

SELECT json_object('relyingPartyId', (SELECT RelyingPartyId FROM settings), 'users', json_group_array(json_object(
    'userHandle', handle.Text,
    'name', u.UserName,
    'email', u.Email,
    'emailVerified', json(CASE WHEN u.EmailConfirmed THEN 'true' ELSE 'false' END),
    'identities', json(coalesce(i.List, '[]')),
    'passkeys', json(coalesce(k.List, '[]')))))
FROM exported AS u
JOIN base64url AS handle ON handle.Hex = hex(CAST(u.Id AS BLOB))
LEFT JOIN identities AS i ON i.UserId = u.Id
LEFT JOIN passkeys AS k ON k.UserId = u.Id;
