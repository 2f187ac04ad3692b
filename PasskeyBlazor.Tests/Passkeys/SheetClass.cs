using PasskeyBlazor.Tests.Support.Authenticator;

namespace PasskeyBlazor.Tests.Passkeys;

/// <summary>One class of manipulated ceremony, by its name in the sheet of "The State of Passkeys".</summary>
/// <param name="Name">The two header lines of its column: <c>Origin | Upscoping</c>.</param>
/// <param name="Attempts">Each attempt changes one thing. If the class has several meanings, each has an attempt.</param>
public sealed record SheetClass(string Name, params Attempt[] Attempts)
{
    /// <summary>Prepares the authenticator, if the class needs it to test something.</summary>
    public Action<SoftwareAuthenticator>? Prepare { get; init; }

    /// <summary>Whether the class differs where the RP ID is not the host of the origin.</summary>
    public bool IsAboutHosts => Name.EndsWith("Cross Site", StringComparison.Ordinal) || Name.EndsWith("scoping", StringComparison.Ordinal);

    /// <summary>
    /// Whether the signature is valid and the refusal counts against the passkey. Then the challenge is spent after the response.
    /// </summary>
    public bool CountsAgainstPasskey => Name is "Backup Eligible | Swap to Off" or "Backup Eligible | Swap to On" or "Signature Counter";

    /// <summary>The same ceremony with nothing changed.</summary>
    public required Func<PasskeyVisit, Task<string?>> Good { get; init; }
}

/// <summary>A ceremony with one thing changed.</summary>
/// <param name="Make">Returns the refusal, or null if it was accepted.</param>
/// <param name="Failure">The expected refusal.</param>
public sealed record Attempt(Func<PasskeyVisit, Task<string?>> Make, string Failure = "PasskeyRefused");
