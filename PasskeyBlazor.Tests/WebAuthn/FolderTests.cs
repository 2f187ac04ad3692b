using System.Diagnostics;
using System.Xml.Linq;
using PasskeyBlazor.Tests.Support;

namespace PasskeyBlazor.Tests.WebAuthn;

/// <summary>A developer who wants only the verification can copy the folder.</summary>
public sealed class FolderTests : IDisposable
{
    private readonly DirectoryInfo copy = Directory.CreateTempSubdirectory("passkeyblazor-webauthn-");

    [Fact]
    public async Task The_folder_compiles_with_Failure_and_Result_beside_it_and_nothing_else()
    {
        string[] beside = [SourceCode.PathOf("PasskeyBlazor", "Failure.cs"), SourceCode.PathOf("PasskeyBlazor", "Result.cs")];
        string[] files = [.. SourceCode.Files("PasskeyBlazor", "WebAuthn"), .. beside];
        foreach (var file in files)
        {
            File.Copy(file, Path.Combine(copy.FullName, Path.GetFileName(file)));
        }

        await File.WriteAllTextAsync(Path.Combine(copy.FullName, "Copy.csproj"), Project(), TestContext.Current.CancellationToken);

        var (exitCode, output) = await BuildAsync();

        Assert.True(exitCode == 0, output);
    }

    public void Dispose() => copy.Delete(recursive: true);

    private static string Project()
    {
        string Version(string package) => XDocument.Load(SourceCode.PathOf("Directory.Packages.props"))
            .Descendants("PackageVersion").Single(p => (string?)p.Attribute("Include") == package).Attribute("Version")!.Value;

        return $"""
            <Project Sdk="Microsoft.NET.Sdk.Web">
              <PropertyGroup>
                <OutputType>Library</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <Nullable>enable</Nullable>
                <ImplicitUsings>enable</ImplicitUsings>
                <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
                <WarningsNotAsErrors>NU1603</WarningsNotAsErrors> <!-- a dependency of Fido2 is served in a later version only -->
                <RootNamespace>PasskeyBlazor</RootNamespace>
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="Fido2" Version="{Version("Fido2")}" />
                <PackageReference Include="NSec.Cryptography" Version="{Version("NSec.Cryptography")}" />
              </ItemGroup>
            </Project>
            """;
    }

    private async Task<(int ExitCode, string Output)> BuildAsync()
    {
        var start = new ProcessStartInfo("dotnet", ["build", "--nologo", "-nodeReuse:false"])
        {
            WorkingDirectory = copy.FullName,
            RedirectStandardOutput = true,
            Environment = { ["DOTNET_CLI_UI_LANGUAGE"] = "en" },
        };
        using var build = Process.Start(start)!;
        try
        {
            var output = await build.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
            await build.WaitForExitAsync(TestContext.Current.CancellationToken);

            return (build.ExitCode, output);
        }
        finally
        {
            build.Kill(entireProcessTree: true); // does nothing if the process has ended
        }
    }
}
