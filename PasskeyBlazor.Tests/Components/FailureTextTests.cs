using PasskeyBlazor.Components;

namespace PasskeyBlazor.Tests.Components;

public sealed class FailureTextTests
{
    public static TheoryData<Failure> Every => [.. Enum.GetValues<Failure>()];

    [Theory]
    [MemberData(nameof(Every))]
    public void Every_failure_is_a_sentence_wherever_it_is_said(Failure failure)
    {
        foreach (var sentence in (string[])[FailureText.Anywhere(failure), FailureText.OnSignIn(failure), FailureText.OnConfirm(failure)])
        {
            Assert.Matches(@"^\p{Lu}.*[.!?]$", sentence);
            Assert.DoesNotContain("{0}", sentence);
        }
    }

    [Theory]
    [MemberData(nameof(Every))]
    public void Every_failure_comes_back_from_an_address_by_its_name(Failure failure) =>
        Assert.Equal(failure, FailureText.Named(failure.ToString()));

    [Theory]
    [InlineData("NotAllowedError", Failure.Cancelled)]
    [InlineData("SecurityError", Failure.WrongAddress)]
    [InlineData("0", Failure.BrowserFailed)]
    [InlineData("-1", Failure.BrowserFailed)]
    [InlineData("99", Failure.BrowserFailed)]
    [InlineData("cancelled", Failure.BrowserFailed)]
    [InlineData("Cancelled,AlreadyHere", Failure.BrowserFailed)]
    [InlineData("<script>", Failure.BrowserFailed)]
    [InlineData("", Failure.BrowserFailed)]
    public void Any_other_name_is_a_browser_error(string name, Failure expected) => Assert.Equal(expected, FailureText.Named(name));
}
