using PasskeyBlazor.Components;
using PasskeyBlazor.Passkeys;

namespace PasskeyBlazor.Tests.Components;

public sealed class FailureTextTests
{
    public static TheoryData<CeremonyFailure> Every => [.. Enum.GetValues<CeremonyFailure>()];

    [Theory]
    [MemberData(nameof(Every))]
    public void Every_failure_is_a_sentence_wherever_it_is_said(CeremonyFailure failure)
    {
        foreach (var sentence in (string[])[FailureText.Anywhere(failure), FailureText.OnSignIn(failure), FailureText.OnConfirm(failure)])
        {
            Assert.Matches(@"^\p{Lu}.*[.!?]$", sentence);
            Assert.DoesNotContain("{0}", sentence);
        }
    }

    [Theory]
    [MemberData(nameof(Every))]
    public void Every_failure_comes_back_from_an_address_by_its_name(CeremonyFailure failure) =>
        Assert.Equal(failure, FailureText.Named(failure.ToString()));

    [Theory]
    [InlineData("NotAllowedError", CeremonyFailure.Cancelled)]
    [InlineData("SecurityError", CeremonyFailure.WrongAddress)]
    [InlineData("0", CeremonyFailure.BrowserFailed)]
    [InlineData("-1", CeremonyFailure.BrowserFailed)]
    [InlineData("99", CeremonyFailure.BrowserFailed)]
    [InlineData("cancelled", CeremonyFailure.BrowserFailed)]
    [InlineData("Cancelled,AlreadyHere", CeremonyFailure.BrowserFailed)]
    [InlineData("<script>", CeremonyFailure.BrowserFailed)]
    [InlineData("", CeremonyFailure.BrowserFailed)]
    public void Any_other_name_is_the_browser_s_or_nobody_s(string name, CeremonyFailure expected) => Assert.Equal(expected, FailureText.Named(name));
}
