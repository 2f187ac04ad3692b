using System.Buffers.Text;
using System.Security.Cryptography;
using PasskeyBlazor.Tests.Support.Authenticator;

namespace PasskeyBlazor.Tests.Passkeys;

/// <summary>
/// The classes of manipulated ceremonies that "The State of Passkeys" (USENIX Security 2026) tried on 104 sites, as the columns of
/// its sheet (<c>notebooks/sheet.csv</c> of RUB-NDS/state-of-passkeys-artifacts) name them: 23 for registration, 25 for sign-in.
/// </summary>
public static class StateOfPasskeys
{
    public static IReadOnlyList<SheetClass> Registrations { get; } =
    [
        BentRegistration("Algorithm", UseAnAlgorithmNotOffered, "NotCompatible"),
        .. Shared("webauthn.get").Select(c => BentRegistration(c.Name, c.Bend, FailureOf(c.Name))),
        Registration(
            "Challenge | Reuse",
            new(v => v.RegisterAsync(r => r.ClientData["challenge"] = v.UsedRegistration.Challenge)),
            new(v => v.CompleteRegistrationAsync(v.UsedRegistration), "ChallengeSpent")),
        Registration(
            "Challenge | Session Binding",
            new(v => v.RegisterAsync(r => r.ClientData["challenge"] = v.MallorysRegistration.Challenge)),
            new(v => v.CompleteRegistrationAsync(v.MallorysRegistration), "ChallengeExpired")),
        BentRegistration("Credential ID Length", r => r.CredentialId = RandomNumberGenerator.GetBytes(1_024), "TooLarge"),
        // These three break the "unused" rule (§7.1 step 26): the id is already in use, in another account or in this one.
        Registration("Credential ID Unused | ID+Pubkey Swap", new Attempt(v => v.RegisterAsync(r =>
            (r.CredentialId, r.PublicKey) = (v.Mallorys.Id, v.Mallorys.Key.PublicKey)))),
        Registration("Credential ID Unused | ID Swap", new Attempt(v => v.RegisterAsync(r => r.CredentialId = v.Mallorys.Id))),
        Registration("Credential ID Unused | Pubkey Swap", new Attempt(v => v.RegisterAsync(r => r.CredentialId = v.Adas.Id))),
    ];

    public static IReadOnlyList<SheetClass> SignIns { get; } =
    [
        Confirmation("Allow Credentials", new Attempt(v => v.ReauthenticateAsync(v.MallorysAuthenticator))),
        Confirmation(
            "Non-Discoverable Identification",
            new(v => v.ReauthenticateAsync(v.Authenticator, a => a.UserHandle = v.Mallorys.UserHandle)),
            new(v => v.ReauthenticateAsync(v.MallorysAuthenticator, a => a.UserHandle = v.Adas.UserHandle))),
        SignIn(
            "Discoverable Identification",
            new(v => v.SignInAsync(a => a.UserHandle = null)),
            new(v => v.SignInAsync(a => a.UserHandle = v.Mallorys.UserHandle)),
            new(v => v.SignInAsync(a => a.CredentialId = v.Mallorys.Id))),
        .. Shared("webauthn.create").Select(c => BentSignIn(c.Name, c.Bend, FailureOf(c.Name))),
        SignIn(
            "Challenge | Reuse",
            new(v => v.SignInAsync(a => a.ClientData["challenge"] = v.UsedSignIn.Challenge)),
            new(v => v.CompleteSignInAsync(v.UsedSignIn), "ChallengeSpent")),
        SignIn(
            "Challenge | Session Binding",
            new(v => v.SignInAsync(a => a.ClientData["challenge"] = v.MallorysSignIn.Challenge)),
            new(v => v.CompleteSignInAsync(v.MallorysSignIn), "ChallengeExpired")),
        BentSignIn("Backup Eligible | Swap to Off", a => a.Flags &= ~AuthenticatorBits.BE, "PasskeyUnusable") with { Prepare = made => made.BackupEligible = true },
        BentSignIn("Backup Eligible | Swap to On", a => a.Flags |= AuthenticatorBits.BE, "PasskeyUnusable"),
        BentSignIn("Signature", a => a.BendSignature = FlipLastBit),
        SignIn(
            "Signature Counter",
            new(v => v.SignInAsync(a => a.Counter = 2)),
            new(v => v.SignInAsync(a => a.Counter = 1), "PasskeyUnusable"),
            new(v => v.SignInAsync(a => a.Counter = 0), "PasskeyUnusable")) with { Prepare = made => made.Counter = 0 }, // 1 at creation, 2 at the sign-in
    ];

    /// <summary>Classes that the paper's own total of a site does not count (<c>notebooks/sheet.ipynb</c>). 44 classes remain.</summary>
    public static IReadOnlyList<string> NotInItsTotal { get; } =
        ["Algorithm", "Allow Credentials", "Non-Discoverable Identification", "Discoverable Identification"];

    /// <summary>The things that can be changed in both ceremonies.</summary>
    private static IEnumerable<(string Name, Action<SoftwareAnswer> Bend)> Shared(string otherType)
    {
        yield return ("Context | Nonsense", a => a.ClientData["type"] = "nonsense");
        yield return ("Context | Swap", a => a.ClientData["type"] = otherType);
        yield return ("Challenge | Bit Flip", a => a.ClientData["challenge"] = FlipLastBit((string)a.ClientData["challenge"]!));

        foreach (var (name, move) in new (string, Func<string, string>)[]
        {
            ("Cross Site", CrossSite), ("Downscoping", Downscoping), ("Upscoping", Upscoping),
        })
        {
            yield return ($"Origin | {name}", a => a.ClientData["origin"] = Moved(a, move));
            yield return ($"Top Origin | {name}", a => a.ClientData["topOrigin"] = Moved(a, move));
            yield return ($"RP ID Hash | {name}", a => a.RpId = move(a.RpId));
        }

        yield return ("Cross Origin", a => a.ClientData["crossOrigin"] = true);
        yield return ("User Present", a => a.Flags &= ~AuthenticatorBits.UP);
        yield return ("User Verified", a => a.Flags &= ~AuthenticatorBits.UV);
        yield return ("Backup State", a => a.Flags |= AuthenticatorBits.BS); // it was not eligible
    }

    /// <summary>One refusal of these says what the person can change.</summary>
    private static string FailureOf(string name) => name == "User Verified" ? "UserVerificationNeeded" : "PasskeyRefused";

    private static SheetClass BentRegistration(string name, Action<SoftwareRegistration> bend, string failure = "PasskeyRefused") =>
        Registration(name, new Attempt(v => v.RegisterAsync(bend), failure));

    private static SheetClass Registration(string name, params Attempt[] attempts) => new(name, attempts) { Good = v => v.RegisterAsync() };

    private static SheetClass BentSignIn(string name, Action<SoftwareAssertion> bend, string failure = "PasskeyRefused") =>
        SignIn(name, new Attempt(v => v.SignInAsync(bend), failure));

    private static SheetClass SignIn(string name, params Attempt[] attempts) => new(name, attempts) { Good = v => v.SignInAsync() };

    /// <summary>For classes that need a ceremony with an already known person.</summary>
    private static SheetClass Confirmation(string name, params Attempt[] attempts) =>
        new(name, attempts) { Good = v => v.ReauthenticateAsync(v.Authenticator) };

    /// <summary>A real RSA key, for RS384.</summary>
    private static void UseAnAlgorithmNotOffered(SoftwareRegistration registration)
    {
        using var key = new SoftwareKey(SoftwareKey.RS256);
        var numbers = key.RsaParameters();
        registration.PublicKey = Cbor.Map((1, 3), (3, -258), (-1, numbers.Modulus), (-2, numbers.Exponent));
    }

    /// <summary>Another site: our name under another top-level domain, as the paper's tool creates it.</summary>
    private static string CrossSite(string host) => host[..(host.LastIndexOf('.') + 1)] + "test";

    /// <summary>One label below.</summary>
    private static string Downscoping(string host) => "sub." + host;

    /// <summary>One label above.</summary>
    private static string Upscoping(string host) => host[(host.IndexOf('.', StringComparison.Ordinal) + 1)..];

    private static string Moved(SoftwareAnswer answer, Func<string, string> move) =>
        "https://" + move(new Uri((string)answer.ClientData["origin"]!).Host);

    private static string FlipLastBit(string challenge) => Base64Url.EncodeToString(FlipLastBit(Base64Url.DecodeFromChars(challenge)));

    private static byte[] FlipLastBit(byte[] bytes) => [.. bytes[..^1], (byte)(bytes[^1] ^ 1)];
}
