-- Users of ASP.NET Core Identity (IdentitySchemaVersions.Version3) as the JSON that --import reads. The result is one text.
-- Users with a password only, and users who are locked out now, are left out. Needs SQL Server 2019.
SET NOCOUNT ON;

WITH
-- Fill in: the host that the passkeys are bound to.
settings AS (SELECT N'example.org' AS RelyingPartyId),

-- Fill in: each LoginProvider of AspNetUserLogins, its scheme in PasskeyBlazor, and the issuer. NULL leaves its logins out.
providers AS (SELECT * FROM (VALUES
    (N'Google', N'Google', N'https://accounts.google.com'),
    (N'GitHub', N'GitHub', N'https://github.com'),
    (N'Facebook', N'Facebook', N'https://www.facebook.com'),
    (N'Twitter', N'Twitter', N'https://x.com'),
    (N'Microsoft', NULL, NULL)) AS p (LoginProvider, Provider, Issuer)), -- AddMicrosoftAccount stores another identifier than OpenID Connect has

logins AS (
    SELECT l.UserId, COALESCE(p.Provider, l.LoginProvider) AS Provider, p.Issuer, l.ProviderKey
    FROM AspNetUserLogins AS l LEFT JOIN providers AS p ON p.LoginProvider = l.LoginProvider
    WHERE p.LoginProvider IS NULL OR p.Provider IS NOT NULL),

-- The bytes of an id in UTF-8. A uniqueidentifier needs LOWER(CAST(Id AS nvarchar(36))), as .NET writes it.
exported AS (
    SELECT *, CAST(CAST(Id COLLATE Latin1_General_100_BIN2_UTF8 AS varchar(900)) AS varbinary(900)) AS Handle FROM AspNetUsers
    WHERE (Id IN (SELECT UserId FROM logins) OR Id IN (SELECT UserId FROM AspNetUserPasskeys))
        AND (LockoutEnd IS NULL OR LockoutEnd <= SYSDATETIMEOFFSET())),

stored AS (
    SELECT k.UserId, k.CredentialId, d.*
    FROM AspNetUserPasskeys AS k CROSS APPLY OPENJSON(k.Data) WITH (
        PublicKey varchar(max), Name nvarchar(max), CreatedAt varchar(40), SignCount bigint, Transports nvarchar(max) AS JSON,
        IsUserVerified bit, IsBackupEligible bit, IsBackedUp bit, AttestationObject varchar(max)) AS d),

-- The AAGUID stands in the attestation object, before the length of the credential id and the id.
attested AS (
    SELECT *,
        CONVERT(varchar(max), CAST('' AS xml).value('xs:base64Binary(sql:column("AttestationObject"))', 'varbinary(max)'), 2) AS Attestation,
        CONVERT(varchar(4), CONVERT(binary(2), DATALENGTH(CredentialId)), 2) + CONVERT(varchar(2048), CredentialId, 2) AS IdHex
    FROM stored),
models AS (
    SELECT *, CASE WHEN CHARINDEX(IdHex, Attestation) > 32 THEN SUBSTRING(Attestation, CHARINDEX(IdHex, Attestation) - 32, 32) END AS Model
    FROM attested)

SELECT (
    SELECT
        RelyingPartyId AS relyingPartyId,
        JSON_QUERY(COALESCE((
            SELECT
                REPLACE(REPLACE(REPLACE(CAST('' AS xml).value('xs:base64Binary(sql:column("u.Handle"))', 'varchar(max)'), '+', '-'), '/', '_'), '=', '') AS userHandle,
                u.UserName AS name,
                u.Email AS email,
                u.EmailConfirmed AS emailVerified,
                JSON_QUERY(COALESCE((
                    SELECT l.Provider AS provider, l.Issuer AS issuer, l.ProviderKey AS subject
                    FROM logins AS l WHERE l.UserId = u.Id FOR JSON PATH, INCLUDE_NULL_VALUES), N'[]')) AS identities,
                JSON_QUERY(COALESCE((
                    SELECT
                        REPLACE(REPLACE(REPLACE(CAST('' AS xml).value('xs:base64Binary(sql:column("k.CredentialId"))', 'varchar(max)'), '+', '-'), '/', '_'), '=', '') AS credentialId,
                        REPLACE(REPLACE(REPLACE(k.PublicKey, '+', '-'), '/', '_'), '=', '') AS publicKey,
                        k.SignCount AS signCount,
                        JSON_QUERY(k.Transports) AS transports,
                        k.IsBackupEligible AS backupEligible,
                        k.IsBackedUp AS backedUp,
                        k.IsUserVerified AS userVerified,
                        STUFF(STUFF(STUFF(STUFF(k.Model, 21, 0, '-'), 17, 0, '-'), 13, 0, '-'), 9, 0, '-') AS aaguid,
                        k.Name AS name,
                        k.CreatedAt AS createdAt
                    FROM models AS k WHERE k.UserId = u.Id FOR JSON PATH, INCLUDE_NULL_VALUES), N'[]')) AS passkeys
            FROM exported AS u FOR JSON PATH, INCLUDE_NULL_VALUES), N'[]')) AS users
    FROM settings FOR JSON PATH, WITHOUT_ARRAY_WRAPPER);
