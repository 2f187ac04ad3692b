using Bunit;
using PasskeyBlazor.Components;
using PasskeyBlazor.Components.SignIn;
using PasskeyBlazor.Tests.Support;
using PasskeyBlazor.Tests.Support.Browser;
using PasskeyBlazor.Tests.Support.Hosting;

namespace PasskeyBlazor.Tests.Components;

/// <summary>The interactive part of the sign-in page: it answers any call over its socket with one of its sentences.</summary>
public sealed class PasskeySignInTests : ComponentTest
{
    public PasskeySignInTests() => JSInterop.SetupModule($"./{PasskeySignIn.Module}").SetupVoid("attach", _ => true).SetVoidResult();

    [Theory]
    [Threat("HO-15")]
    [InlineData("NotAllowedError", Failure.Cancelled)]
    [InlineData("SecurityError", Failure.WrongAddress)]
    [InlineData("ChallengeExpired", Failure.ChallengeExpired)]
    public async Task The_error_of_a_sheet_is_shown(string error, Failure failure)
    {
        var island = Render<PasskeySignIn>();

        await island.InvokeAsync(() => island.Instance.Show(error));

        Assert.Contains(FailureText.OnSignIn(failure), island.Markup);
    }

    [Theory]
    [Threat("HO-15")]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("<script>alert(1)</script>")]
    [InlineData("ProviderCancelled")]
    [InlineData("\0\r\nforged: a line")]
    public async Task Any_other_word_is_a_failure_with_a_reference_and_never_repeated(string? error)
    {
        var island = Render<PasskeySignIn>();

        await island.InvokeAsync(() => island.Instance.Show(error));

        Assert.Contains(Text.Failure_BrowserFailed, island.Markup);
        Assert.Single(References.In(island.Markup));
        Assert.DoesNotContain("script", island.Markup);
    }

    [Fact]
    [Threat("HO-15")]
    public async Task A_word_of_a_megabyte_is_a_failure_too()
    {
        var island = Render<PasskeySignIn>();

        await island.InvokeAsync(() => island.Instance.Show(new string('x', 1_000_000)));

        Assert.InRange(island.Markup.Length, 1, 2_000);
    }
}
