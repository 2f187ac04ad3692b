using System.Text.RegularExpressions;
using Microsoft.JSInterop;
using PasskeyBlazor.Tests.Support;
using PasskeyBlazor.WebAuthn;

namespace PasskeyBlazor.Tests;

/// <summary>What holds for the code as a whole.</summary>
public sealed partial class ArchitectureTests
{
    /// <summary>Each room, and the ones that it may know.</summary>
    private static readonly Dictionary<string, string[]> MayKnow = new()
    {
        ["Data"] = [],
        ["WebAuthn"] = [],
        ["Passkeys"] = ["Data", "WebAuthn"],
        ["Providers"] = ["Data"],
        ["Edge"] = ["Data", "WebAuthn", "Passkeys", "Providers"],
        ["Sessions"] = ["Data", "Passkeys", "Providers"],
        ["Administration"] = ["Data", "Passkeys", "Providers", "Sessions"],
        ["Components"] = ["Data", "WebAuthn", "Passkeys", "Providers", "Sessions", "Administration", "Edge"],
    };

    public static TheoryData<string> Rooms => [.. MayKnow.Keys];

    [Theory]
    [MemberData(nameof(Rooms))]
    public void Dependencies_point_one_way(string room)
    {
        var known = Sources(room).SelectMany(file => Using().Matches(File.ReadAllText(file)).Select(match => match.Groups["room"].Value)).ToHashSet();

        Assert.Empty(known.Where(MayKnow.ContainsKey).Except([room, .. MayKnow[room]]));
    }

    [Fact]
    [Threat("HO-09")]
    public void Only_the_bridge_writes_a_session_s_cookie()
    {
        var writers = MayKnow.Keys.SelectMany(Sources).Where(file => File.ReadAllText(file).Contains(".SignInAsync(", StringComparison.Ordinal));

        Assert.Equal(["SessionBridge.cs"], writers.Select(Path.GetFileName));
    }

    [Fact]
    [Threat("HO-15")]
    public void Nothing_but_the_end_of_a_sheet_can_be_told_to_a_circuit_by_name()
    {
        var callable = typeof(RelyingParty).Assembly.GetTypes()
            .SelectMany(type => type.GetMethods())
            .Where(method => method.IsDefined(typeof(JSInvokableAttribute), inherit: false))
            .Select(method => $"{method.DeclaringType!.Name}.{method.Name}");

        Assert.Equal(["PasskeySignIn.Show"], callable);
    }

    /// <summary>Playwright evaluates an expression again by eval, inside the page, and the pages forbid that: such a wait fails unless it is over at once.</summary>
    [Fact]
    public void No_test_waits_by_what_a_page_s_policy_forbids()
    {
        const string Forbidden = "WaitForFunction" + "Async"; // in two pieces, so that it is not found here
        var tests = SourceCode.Files("PasskeyBlazor.Tests").ToList();

        Assert.Contains(tests, file => Path.GetFileName(file) == "ArchitectureTests.cs");
        Assert.DoesNotContain(tests, file => File.ReadAllText(file).Contains(Forbidden, StringComparison.Ordinal));
    }

    [Fact]
    public void The_library_that_verifies_is_known_to_four_types_of_one_folder()
    {
        var knowing = SourceCode.Files("PasskeyBlazor").Where(file => File.ReadAllText(file).Contains("Fido2NetLib", StringComparison.Ordinal));

        Assert.Equal(
            ["AnswerParser.cs", "CredentialGuard.cs", "LibraryOptions.cs", "RelyingParty.cs"],
            knowing.Select(file => Path.GetRelativePath(SourceCode.PathOf("PasskeyBlazor", "WebAuthn"), file)).Order());
    }

    [Theory]
    [InlineData("Microsoft.AspNetCore.Identity")] // its passkey handler and accounts: this app has its own
    [InlineData("ChangeTracker.Entries")] // what one feature hands to another is an argument, not a row to be found
    public void The_app_never_names(string forbidden) =>
        Assert.DoesNotContain(SourceCode.Files("PasskeyBlazor"), file => File.ReadAllText(file).Contains(forbidden, StringComparison.Ordinal));

    private static IEnumerable<string> Sources(string room) => SourceCode.Files("PasskeyBlazor", room);

    [GeneratedRegex(@"^@?using PasskeyBlazor\.(?<room>\w+)", RegexOptions.Multiline)]
    private static partial Regex Using();
}
