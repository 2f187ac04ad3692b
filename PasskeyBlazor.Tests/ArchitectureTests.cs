using System.Text.RegularExpressions;
using Microsoft.JSInterop;
using PasskeyBlazor.Passkeys;
using PasskeyBlazor.Tests.Support;

namespace PasskeyBlazor.Tests;

/// <summary>What holds for the code as a whole.</summary>
public sealed partial class ArchitectureTests
{
    /// <summary>Each room, and the ones that it may know.</summary>
    private static readonly Dictionary<string, string[]> MayKnow = new()
    {
        ["Data"] = [],
        ["Passkeys"] = ["Data"],
        ["Providers"] = ["Data"],
        ["Edge"] = ["Data", "Passkeys", "Providers"],
        ["Sessions"] = ["Data", "Passkeys", "Providers"],
        ["Administration"] = ["Data", "Passkeys", "Providers", "Sessions"],
        ["Components"] = ["Data", "Passkeys", "Providers", "Sessions", "Administration", "Edge"],
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

    private static IEnumerable<string> Sources(string room)
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "PasskeyBlazor.sln")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("These tests read the code that they were built from.");
        }

        return Directory.EnumerateFiles(Path.Combine(folder.FullName, "PasskeyBlazor", room), "*", SearchOption.AllDirectories)
            .Where(file => file.EndsWith(".cs", StringComparison.Ordinal) || file.EndsWith(".razor", StringComparison.Ordinal));
    }

    [GeneratedRegex(@"^@?using PasskeyBlazor\.(?<room>\w+)", RegexOptions.Multiline)]
    private static partial Regex Using();
}
