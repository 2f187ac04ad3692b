using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Hosting.Internal;
using PasskeyBlazor.Passkeys;

namespace PasskeyBlazor.Tests.Passkeys;

public sealed class AuthenticatorNamesTests
{
    private static readonly Guid Unknown = new("11111111-2222-3333-4444-555555555555");

    private readonly AuthenticatorNames names = new(new HostingEnvironment { ContentRootFileProvider = new PhysicalFileProvider(AppContext.BaseDirectory) });

    [Theory]
    [InlineData("fbfc3007-154e-4ecc-8c0b-6e020557d7bd", "iCloud Keychain")]
    [InlineData("ea9b8d66-4d01-1d21-3ce4-b6b48cb575d4", "Google Password Manager")]
    [InlineData("08987058-cadc-4b81-b6e1-30de50dcbe96", "Windows Hello")]
    [InlineData("bada5566-a7aa-401f-bd96-45619a55120d", "1Password")]
    public void A_known_make_names_the_passkey_wherever_it_was_created(string aaguid, string expected) =>
        Assert.Equal(expected, names.NameFor(new Guid(aaguid), "Chrome", "Linux"));

    [Theory]
    [InlineData("Chrome", "Linux", "Passkey · Chrome on Linux")]
    [InlineData(null, "Linux", "Passkey · Linux")]
    [InlineData("Chrome", null, "Passkey · Chrome")]
    [InlineData(null, null, "Passkey")]
    public void An_unknown_make_is_named_for_browser_and_system_as_far_as_they_are_known(string? browser, string? system, string expected) =>
        Assert.Equal(expected, names.NameFor(Unknown, browser, system));

    [Fact]
    public void An_AAGUID_of_zeros_tells_no_make() => Assert.Equal("Passkey · Firefox", names.NameFor(Guid.Empty, "Firefox", null));
}
