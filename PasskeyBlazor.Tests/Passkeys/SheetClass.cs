using PasskeyBlazor.Tests.Support;

namespace PasskeyBlazor.Tests.Passkeys;

/// <summary>One class of manipulated ceremony, by its name in the sheet of "The State of Passkeys".</summary>
/// <param name="Name">The two header lines of its column: <c>Origin | Upscoping</c>.</param>
/// <param name="Attempts">Each bends one thing. Where the class can be read in several ways, all of them.</param>
public sealed record SheetClass(string Name, params Attempt[] Attempts)
{
    /// <summary>What must be true of the authenticator for the class to say something, if that is not so by itself.</summary>
    public Action<SoftwareAuthenticator>? Prepare { get; init; }

    /// <summary>Whether it says something else where the RP ID is not the host of the origin.</summary>
    public bool IsAboutHosts => Name.EndsWith("Cross Site", StringComparison.Ordinal) || Name.EndsWith("scoping", StringComparison.Ordinal);

    /// <summary>The same ceremony with nothing bent.</summary>
    public required Func<PasskeyVisit, Task<string?>> Good { get; init; }
}

/// <summary>A ceremony with one thing bent.</summary>
/// <param name="Make">Says how it was refused; null where it was accepted.</param>
/// <param name="Failure">How it must be refused.</param>
public sealed record Attempt(Func<PasskeyVisit, Task<string?>> Make, string Failure = "PasskeyRefused");
