using PasskeyBlazor.Components;
using PasskeyBlazor.Components.Layout;
using PasskeyBlazor.Data;
using PasskeyBlazor.Providers;

namespace PasskeyBlazor.Tests.Components;

public sealed class ActivityTextTests
{
    private static readonly ProviderDirectory Directory = new([new Provider("GitHub", "GitHub", TrustEmail: true)], []);

    public static TheoryData<ActivityKind> Every => [.. Enum.GetValues<ActivityKind>()];

    [Theory]
    [MemberData(nameof(Every))]
    public void Everything_that_can_happen_has_a_sentence_and_an_icon(ActivityKind kind)
    {
        var (icon, sentence) = ActivityText.Of(Happened(kind), Directory);

        Assert.Matches(@"^\p{Lu}.*\w$", sentence);
        Assert.DoesNotContain("{0}", sentence);
        Assert.Contains(icon, Icon.Shapes.Keys);
    }

    [Fact]
    public void A_passkey_s_name_is_in_quotes_and_what_the_app_says_is_not()
    {
        Assert.Equal("“Chrome”", ActivityText.DetailOf(Named(ActivityKind.PasskeyAdded)));
        Assert.Equal("“Chrome”", ActivityText.DetailOf(Named(ActivityKind.SignedIn, way: "passkey")));
        Assert.Equal("Chrome", ActivityText.DetailOf(Named(ActivityKind.SessionsEnded)));
        Assert.Equal("Chrome", ActivityText.DetailOf(Named(ActivityKind.IdentityLinked, way: "GitHub")));

        static Activity Named(ActivityKind kind, string? way = null) =>
            new() { UserId = Guid.NewGuid(), At = DateTimeOffset.UnixEpoch, Kind = kind, Way = way, Detail = "Chrome" };
    }

    [Fact]
    public void What_an_administrator_did_says_so()
    {
        Assert.Contains(Text.Activity_ByAdministrator, ActivityText.DetailOf(Happened(ActivityKind.Disabled, Guid.NewGuid())));
        Assert.DoesNotContain(Text.Activity_ByAdministrator, ActivityText.DetailOf(Happened(ActivityKind.Disabled)));
    }

    [Fact]
    public void Whose_sessions_an_administrator_ended_did_not_sign_out_themself()
    {
        Assert.Equal(Text.Activity_SessionsEnded, ActivityText.Of(Happened(ActivityKind.SessionsEnded), Directory).Sentence);
        Assert.Equal(Text.Activity_SessionsEndedForThem, ActivityText.Of(Happened(ActivityKind.SessionsEnded, Guid.NewGuid()), Directory).Sentence);
    }

    private static Activity Happened(ActivityKind kind, Guid? actor = null) => new()
    {
        UserId = Guid.NewGuid(),
        At = DateTimeOffset.UnixEpoch,
        Kind = kind,
        Way = "GitHub",
        ActorId = actor,
    };
}
