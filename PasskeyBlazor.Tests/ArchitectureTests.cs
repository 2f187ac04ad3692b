using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Components;
using Microsoft.EntityFrameworkCore;
using Microsoft.JSInterop;
using PasskeyBlazor.Components.Passkeys;
using PasskeyBlazor.Tests.Support;
using PasskeyBlazor.WebAuthn;

namespace PasskeyBlazor.Tests;

/// <summary>The rules that hold for the code as a whole.</summary>
public sealed partial class ArchitectureTests
{
    /// <summary>Each room (folder), and the rooms that it may use.</summary>
    private static readonly Dictionary<string, string[]> MayKnow = new()
    {
        ["Data"] = [],
        ["WebAuthn"] = [],
        ["Http"] = ["Data", "WebAuthn"],
        ["Sessions"] = ["Data"],
        ["Passkeys"] = ["Data", "Sessions", "WebAuthn"],
        ["Providers"] = ["Data", "Http", "Sessions"],
        ["SignIn"] = ["Data", "Http", "Sessions", "Passkeys", "Providers"],
        ["Account"] = ["Data", "Sessions", "SignIn"],
        ["Administration"] = ["Data", "Passkeys", "Providers", "Sessions", "SignIn"],
        ["Components"] = ["Data", "WebAuthn", "Http", "Passkeys", "Providers", "Sessions", "SignIn", "Account", "Administration"],
    };

    public static TheoryData<string> Rooms => [.. MayKnow.Keys];

    [Theory]
    [MemberData(nameof(Rooms))]
    public void Dependencies_point_in_one_direction(string room)
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
    public void A_script_can_call_only_the_end_of_a_sheet_by_name_in_a_circuit()
    {
        var callable = typeof(RelyingParty).Assembly.GetTypes()
            .SelectMany(type => type.GetMethods())
            .Where(method => method.IsDefined(typeof(JSInvokableAttribute), inherit: false))
            .Select(method => $"{method.DeclaringType!.Name}.{method.Name}");

        Assert.Equal(["PasskeySignIn.Show"], callable);
    }

    /// <summary>A component calls a query of its feature's folder. A context in a circuit would live for hours.</summary>
    [Fact]
    public void No_component_holds_the_database()
    {
        const BindingFlags All = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;
        var components = typeof(RelyingParty).Assembly.GetTypes().Where(typeof(ComponentBase).IsAssignableFrom).ToList();
        Assert.Contains(typeof(OwnPasskeys), components);

        var held = components.SelectMany(component => component
            .GetProperties(All).Select(p => (Owner: component.Name, p.Name, Type: p.PropertyType))
            .Concat(component.GetFields(All).Select(f => (Owner: component.Name, f.Name, Type: f.FieldType)))
            .Concat(component.GetConstructors(All).SelectMany(c => c.GetParameters()).Select(p => (Owner: component.Name, Name: p.Name!, Type: p.ParameterType))));

        Assert.DoesNotContain(held, h => typeof(DbContext).IsAssignableFrom(h.Type)
            || (h.Type.IsGenericType && h.Type.GetGenericTypeDefinition() == typeof(IDbContextFactory<>)));
    }

    /// <summary>Playwright repeats such a wait with eval. The pages forbid eval, so the wait fails unless it ends at once.</summary>
    [Fact]
    public void No_test_waits_with_a_call_that_the_page_s_policy_forbids()
    {
        const string Forbidden = "WaitForFunction" + "Async"; // in two pieces, so that it is not found here
        var tests = SourceCode.Files("PasskeyBlazor.Tests").ToList();

        Assert.Contains(tests, file => Path.GetFileName(file) == "ArchitectureTests.cs");
        Assert.DoesNotContain(tests, file => File.ReadAllText(file).Contains(Forbidden, StringComparison.Ordinal));
    }

    [Fact]
    public void Four_types_in_one_folder_use_the_verification_library()
    {
        var knowing = SourceCode.Files("PasskeyBlazor").Where(file => File.ReadAllText(file).Contains("Fido2NetLib", StringComparison.Ordinal));

        Assert.Equal(
            ["AnswerParser.cs", "CredentialGuard.cs", "LibraryOptions.cs", "RelyingParty.cs"],
            knowing.Select(file => Path.GetRelativePath(SourceCode.PathOf("PasskeyBlazor", "WebAuthn"), file)).Order());
    }

    [Theory]
    [InlineData("Microsoft.AspNetCore.Identity")] // its passkey handler and accounts: this app has its own
    [InlineData("ChangeTracker.Entries")] // one feature passes data to another as an argument
    [InlineData("IHttpContextAccessor")] // an endpoint passes its request on; in a circuit there is none
    public void The_app_never_names(string forbidden) =>
        Assert.DoesNotContain(SourceCode.Files("PasskeyBlazor"), file => File.ReadAllText(file).Contains(forbidden, StringComparison.Ordinal));

    private static IEnumerable<string> Sources(string room) => SourceCode.Files("PasskeyBlazor", room);

    [GeneratedRegex(@"^@?using PasskeyBlazor\.(?<room>\w+)", RegexOptions.Multiline)]
    private static partial Regex Using();
}
