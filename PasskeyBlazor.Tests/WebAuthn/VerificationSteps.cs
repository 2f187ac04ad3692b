namespace PasskeyBlazor.Tests.WebAuthn;

/// <summary>One step of a verification procedure of WebAuthn Level 3.</summary>
/// <param name="Number">For example <c>§7.1.8</c>.</param>
/// <param name="Checks">The subject of the step.</param>
public sealed record VerificationStep(string Number, string Checks)
{
    /// <summary>The prefix of its cases' names.</summary>
    public string[] Cases { get; init; } = [];

    /// <summary>The reason why it has none: the answer cannot change what it does not decide.</summary>
    public string? WithoutCases { get; init; }
}

/// <summary>The steps of both procedures, and the ceremonies that test them. An unchanged ceremony passes all of them.</summary>
public static class VerificationSteps
{
    public static IReadOnlyList<VerificationStep> Registration { get; } =
    [
        new("§7.1.1", "Options are made") { WithoutCases = "our own act" },
        new("§7.1.2", "The browser is asked") { WithoutCases = "the browser's act; how it can end is in the tests of the panel" },
        new("§7.1.3", "The response is one to a registration") { Cases = ["JS"] },
        new("§7.1.4", "The client's extension results are read") { Cases = ["JS-05", "JS no credProps", "JS credProps"] },
        new("§7.1.5", "The client data is UTF-8") { Cases = ["WA-07 client data in UTF-16", "WA-07 client data not UTF-8", "WA-11"] },
        new("§7.1.6", "The client data is JSON; token binding in it is dropped") { Cases = ["WA-02", "WA-07", "WA-08", "WA-09"] },
        new("§7.1.7", "Its type is that of a registration") { Cases = ["WA-01"] },
        new("§7.1.8", "Its challenge is ours") { Cases = ["WA-03"] },
        new("§7.1.9", "Its origin is expected") { Cases = ["WA-04"] },
        new("§7.1.10", "It was not made inside a page of another origin") { Cases = ["WA-06 cross origin"] },
        new("§7.1.11", "No page of another origin stood around it") { Cases = ["WA-06 cross origin with", "WA-06 top origin", "WA-06 our own top"] },
        new("§7.1.12", "The client data is hashed as it came") { WithoutCases = "the hash is signed by attestation statements only, which are not evaluated" },
        new("§7.1.13", "The attestation object is decoded") { Cases = ["AT-", "AD-01", "AD-08", "AD-09", "AD-10", "AD-14"] },
        new("§7.1.14", "The authenticator meant our RP ID") { Cases = ["AD-02"] },
        new("§7.1.15", "The person was present") { Cases = ["AD-03"] },
        new("§7.1.16", "The person was verified") { Cases = ["AD-04"] },
        new("§7.1.17", "What is backed up was eligible for it") { Cases = ["AD-05"] },
        new("§7.1.18", "Backup eligibility is evaluated") { WithoutCases = "it is stored and shown, and refuses no answer" },
        new("§7.1.19", "The backup state is evaluated") { WithoutCases = "it is stored and shown, and refuses no answer" },
        new("§7.1.20", "The key is of an algorithm that was offered") { Cases = ["CK-0", "CK-13"] },
        new("§7.1.21", "The attestation format is known") { Cases = ["AT-01"] },
        new("§7.1.22", "The attestation statement is verified") { Cases = ["AT-02", "AT-03"] },
        new("§7.1.23", "Trust anchors are obtained") { WithoutCases = "attestation is not evaluated, as the decisions say" },
        new("§7.1.24", "Attestation is judged by them") { WithoutCases = "attestation is not evaluated, as the decisions say" },
        new("§7.1.25", "The credential id is not too long") { Cases = ["AD-11"] },
        new("§7.1.26", "The credential id is the authenticator's, and no account has it") { Cases = ["AD-12"] },
        new("§7.1.27", "The credential record is kept"),
        new("§7.1.28", "Extension outputs are processed") { Cases = ["AD-09", "AD-13"] },
        new("§7.1.29", "Attestation that is not trusted is dealt with") { WithoutCases = "attestation is not evaluated, as the decisions say" },
    ];

    public static IReadOnlyList<VerificationStep> Authentication { get; } =
    [
        new("§7.2.1", "Options are made") { WithoutCases = "our own act" },
        new("§7.2.2", "The browser is asked") { WithoutCases = "the browser's act; how it can end is in the browser's tests" },
        new("§7.2.3", "The response is one to a sign-in") { Cases = ["JS"] },
        new("§7.2.4", "The client's extension results are read") { Cases = ["JS-05"] },
        new("§7.2.5", "The credential is one that was asked for") { WithoutCases = "a sign-in names none: the person chooses; a confirmation compares the owner" },
        new("§7.2.6", "The credential belongs to the user that the answer names") { Cases = ["CR-04", "CR-05", "AD-11", "AD-12"] },
        new("§7.2.7", "Client data, authenticator data and signature are there, and whole") { Cases = ["JS-06", "JS-22", "JS-23", "CK-08 no signature", "AD-01", "AD-08", "AD-10"] },
        new("§7.2.8", "The client data is UTF-8") { Cases = ["WA-07 client data in UTF-16", "WA-07 client data not UTF-8", "WA-11"] },
        new("§7.2.9", "The client data is JSON; token binding that is present or of an unknown status is refused") { Cases = ["WA-02", "WA-07", "WA-08", "WA-09"] },
        new("§7.2.10", "Its type is that of a sign-in") { Cases = ["WA-01"] },
        new("§7.2.11", "Its challenge is ours") { Cases = ["WA-03"] },
        new("§7.2.12", "Its origin is expected") { Cases = ["WA-04"] },
        new("§7.2.13", "It was not made inside a page of another origin") { Cases = ["WA-06 cross origin"] },
        new("§7.2.14", "No page of another origin stood around it") { Cases = ["WA-06 cross origin with", "WA-06 top origin", "WA-06 our own top"] },
        new("§7.2.15", "The authenticator meant our RP ID") { Cases = ["AD-02"] },
        new("§7.2.16", "The person was present") { Cases = ["AD-03"] },
        new("§7.2.17", "The person was verified") { Cases = ["AD-04"] },
        new("§7.2.18", "What is backed up was eligible for it") { Cases = ["AD-05"] },
        new("§7.2.19", "Backup eligibility is as it was") { Cases = ["AD-06"] },
        new("§7.2.20", "The client data is hashed as it came") { Cases = ["CK-10 over the JSON written anew", "CK-10 over another hash"] },
        new("§7.2.21", "The signature is by the kept key, over both") { Cases = ["CK-08", "CK-09", "CK-10", "CK-11"] },
        new("§7.2.22", "The counter has grown") { Cases = ["CR-07"] },
        new("§7.2.23", "Extension outputs are processed") { Cases = ["AD-09", "AD-13"] },
        new("§7.2.24", "The credential record is brought up to date"),
        new("§7.2.25", "The person is signed in"),
    ];

    /// <summary>The steps that a case with this name covers.</summary>
    public static IEnumerable<string> Of(IEnumerable<VerificationStep> procedure, string name) =>
        procedure.Where(step => step.Cases.Any(beginning => name.StartsWith(beginning, StringComparison.Ordinal))).Select(step => step.Number);
}
