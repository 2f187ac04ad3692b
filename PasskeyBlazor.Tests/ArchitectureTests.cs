using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Components;
using Microsoft.EntityFrameworkCore;
using Microsoft.JSInterop;
using PasskeyBlazor.Components.Passkeys;
using PasskeyBlazor.Data;
using PasskeyBlazor.Tests.Support;
using PasskeyBlazor.WebAuthn;

namespace PasskeyBlazor.Tests;

/// <summary>The rules that hold for the code as a whole.</summary>
public sealed partial class ArchitectureTests
{
    /// <summary>Each folder, and the folders that it may use.</summary>
    private static readonly Dictionary<string, string[]> MayKnow = new()
    {
        ["Data"] = [],
        ["WebAuthn"] = [],
        ["Http"] = ["Data", "WebAuthn"],
        ["Sessions"] = ["Data", "Http"],
        ["Passkeys"] = ["Data", "Sessions", "WebAuthn"],
        ["Providers"] = ["Data", "Http", "Sessions"],
        ["SignIn"] = ["Data", "Http", "Sessions", "Passkeys", "Providers"],
        ["Account"] = ["Data", "Sessions", "SignIn"],
        ["Administration"] = ["Data", "Passkeys", "Providers", "Sessions", "SignIn"],
        ["Import"] = ["Data", "Passkeys", "Providers", "WebAuthn"],
        ["Components"] = ["Data", "WebAuthn", "Http", "Passkeys", "Providers", "Sessions", "SignIn", "Account", "Administration"],
    };

    public static TheoryData<string> Folders => [.. MayKnow.Keys];

    [Theory]
    [MemberData(nameof(Folders))]
    public void Dependencies_point_in_one_direction(string folder)
    {
        var used = CompiledReferences.All.Where(reference => reference.From == folder && reference.To != CompiledReferences.Shared);

        Assert.DoesNotContain(used, reference => !MayKnow[folder].Contains(reference.To));
    }

    [Fact]
    public void What_the_folders_share_uses_none_of_them() =>
        Assert.DoesNotContain(CompiledReferences.All, reference => reference.From == CompiledReferences.Shared);

    [Fact]
    public void Each_folder_stands_in_the_list() =>
        Assert.Equal(MayKnow.Keys.Order(), CompiledReferences.All.Select(reference => reference.From).Where(folder => folder != CompiledReferences.Shared).Append("Data").Distinct().Order());

    /// <summary>A constant is copied into the code that uses it, so an address counts wherever its text stands.</summary>
    [Theory]
    [MemberData(nameof(Folders))]
    public void An_address_counts_as_a_reference_to_the_folder_that_owns_it(string folder)
    {
        var addresses = Addresses().ToList();
        var used =
            from text in CompiledReferences.Texts
            where text.Folder == folder
            from address in addresses
            where text.Text == address.Path || text.Text.StartsWith(address.Path + "?", StringComparison.Ordinal) || text.Text.StartsWith(address.Path + "/", StringComparison.Ordinal)
            select (text.Type, text.Text, Owner: address.Folder);

        Assert.True(addresses.Count > 10);
        Assert.DoesNotContain(used, use => use.Owner != folder && !MayKnow[folder].Contains(use.Owner));
    }

    [Fact]
    public void A_page_s_route_is_the_constant_of_its_address() =>
        Assert.DoesNotContain(SourceCode.Files("PasskeyBlazor", "Components"), file => Regex.IsMatch(File.ReadAllText(file), "^@page ", RegexOptions.Multiline));

    [Fact]
    [Threat("HO-09")]
    public void Only_the_bridge_writes_a_session_s_cookie()
    {
        Assert.Equal(["SessionBridge.cs"], Callers(".SignInAsync("));
        Assert.Equal(["SessionBridge.cs", "SessionCookieEvents.cs"], Callers(".SignOutAsync(SessionServices.Scheme)"));

        static IEnumerable<string?> Callers(string call) =>
            MayKnow.Keys.SelectMany(Sources).Where(file => File.ReadAllText(file).Contains(call, StringComparison.Ordinal)).Select(Path.GetFileName).Order(StringComparer.Ordinal);
    }

    [Fact]
    [Threat("HO-15")]
    public void A_script_can_call_nothing_by_name_in_a_circuit()
    {
        var callable = typeof(RelyingParty).Assembly.GetTypes()
            .SelectMany(type => type.GetMethods())
            .Where(method => method.IsDefined(typeof(JSInvokableAttribute), inherit: false))
            .Select(method => $"{method.DeclaringType!.Name}.{method.Name}");

        Assert.Empty(callable);
    }

    /// <summary>Others get an outcome from <see cref="DatabaseAnswers"/>. These three ask afterwards what was saved.</summary>
    [Fact]
    [Threat("DB-06")]
    public void Outside_Data_only_three_services_catch_a_fault_of_the_database()
    {
        var handlers = CompiledReferences.DatabaseHandlers.GroupBy(type => type.StartsWith("Data.", StringComparison.Ordinal)).ToDictionary(group => group.Key, group => group.Order());

        Assert.Equal(["Data.DatabaseAnswers", "Data.DatabaseStart", "Data.SqlServerIsolation", "Data.UnitOfWork"], handlers[true]);
        Assert.Equal(["Passkeys.RegistrationCeremony", "Providers.PendingLinks", "Sessions.SessionBridge"], handlers[false]);
    }

    /// <summary>A component calls a query of its feature's folder. A context in a circuit would live for hours.</summary>
    [Fact]
    public void No_component_holds_the_database()
    {
        const BindingFlags All = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;
        var components = typeof(RelyingParty).Assembly.GetTypes().Where(typeof(ComponentBase).IsAssignableFrom).ToList();
        Assert.Contains(typeof(ManagePasskeys), components);

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

    [Theory]
    [InlineData("BeginTransactionAsync(", "AppDbContext.cs")] // another transaction does not wait in the queue of SQLite's writers
    [InlineData("IsDiscoverable != false", "Passkey.cs")]
    public void One_file_has_the_rule(string rule, string file) =>
        Assert.Equal(
            [file],
            SourceCode.Files("PasskeyBlazor").Where(source => File.ReadAllText(source).Contains(rule, StringComparison.Ordinal)).Select(Path.GetFileName));

    /// <summary>
    /// A stored sentence would stay in the language of one request. So only pages make sentences, and four files whose text leaves
    /// with an answer.
    /// </summary>
    [Fact]
    public void Only_pages_make_sentences()
    {
        var others = MayKnow.Keys.Except(["Components"]).SelectMany(Sources).Where(file => UseOfText().IsMatch(File.ReadAllText(file)));

        Assert.Equal(
            ["PasskeyCredential.cs", "ReauthenticationEndpoints.cs", "RelyingPartyDefaults.cs", "SessionEndpoints.cs"],
            others.Select(Path.GetFileName).Order());
    }

    [Fact]
    public void No_property_of_a_row_is_set_to_a_sentence()
    {
        var rows = typeof(AppDbContext).GetProperties().Where(set => set.PropertyType.IsGenericType).Select(set => set.PropertyType.GenericTypeArguments[0]);
        var texts = rows.Append(typeof(AccountEventDetail)).SelectMany(row => row.GetProperties()).Where(p => p.PropertyType == typeof(string)).Select(p => p.Name);
        var assigned = new Regex($@"(\b({string.Join('|', texts.Distinct())})\s*=(?![=>""])|SetProperty\()[^;{{}}]*?(?<![\w.])Text\.\w");

        Assert.Contains(nameof(Passkey.Name), texts);
        Assert.Matches(assigned, "passkey.Name = name ?? Text.NameUnknown;");
        Assert.Matches(assigned, "set.SetProperty(p => p.Name, Text.NameUnknown)");
        Assert.All(SourceCode.Files("PasskeyBlazor"), file => Assert.DoesNotMatch(assigned, File.ReadAllText(file)));
    }

    /// <summary>The constants that name a page or an endpoint, with the folder that owns them.</summary>
    private static IEnumerable<(string Folder, string Path)> Addresses() =>
        from type in typeof(RelyingParty).Assembly.GetTypes()
        where type.Namespace?.StartsWith("PasskeyBlazor.", StringComparison.Ordinal) == true
        from field in type.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)
        where field is { IsLiteral: true } && field.GetRawConstantValue() is string { Length: > 1 } text && text[0] == '/'
        select (type.Namespace!.Split('.')[1], (string)field.GetRawConstantValue()!);

    private static IEnumerable<string> Sources(string folder) => SourceCode.Files("PasskeyBlazor", folder);

    [GeneratedRegex(@"(?<![\w.])Text\.\w")]
    private static partial Regex UseOfText();
}
