using Bunit;
using PasskeyBlazor.Components.Layout;
using PasskeyBlazor.Tests.Support.Browser;
using PasskeyBlazor.Tests.Support.Hosting;

namespace PasskeyBlazor.Tests.Components;

/// <summary>Times in words, in the reader's time zone.</summary>
public sealed class WhenTests : ComponentTest
{
    [Theory]
    [InlineData(0, "today")]
    [InlineData(-12, "today")]
    [InlineData(-13, "yesterday")]
    [InlineData(-36, "yesterday")]
    [InlineData(-37, "2 days ago")]
    [InlineData(-24 * 6, "6 days ago")]
    [InlineData(-24 * 7, "a week ago")]
    [InlineData(-24 * 20, "2 weeks ago")]
    [InlineData(-24 * 34, "4 weeks ago")]
    [InlineData(-24 * 35, "27 November 2029")]
    [InlineData(12, "tomorrow")]
    [InlineData(36, "3 January 2030")]
    public void A_day_is_said_in_words_and_exactly(int hours, string day)
    {
        var moment = Accounts.Start.AddHours(hours);

        var when = Render<When>(p => p.Add(w => w.Moment, moment)).Find("time");

        Assert.StartsWith(day, when.TextContent, StringComparison.Ordinal);
        Assert.Equal(moment, DateTimeOffset.Parse(when.GetAttribute("datetime")!, System.Globalization.CultureInfo.InvariantCulture));
        Assert.EndsWith("UTC", when.GetAttribute("title"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, "today at 12:00 UTC")]
    [InlineData(-24, "yesterday at 12:00 UTC")]
    [InlineData(12, "tomorrow at 00:00 UTC")]
    [InlineData(-48, "30 December 2029 at 12:00 UTC")]
    public void A_time_is_said_with_its_day(int hours, string words) =>
        Assert.StartsWith(words, Render<When>(p => p.Add(w => w.Moment, Accounts.Start.AddHours(hours)).Add(w => w.As, When.Precision.Time)).Find("time").TextContent);

    [Theory]
    [InlineData(0, "just now")]
    [InlineData(-20, "20 minutes ago")]
    [InlineData(-60, "an hour ago")]
    [InlineData(-12 * 60 + 1, "11 hours ago")]
    [InlineData(-12 * 60, "today")]
    [InlineData(-24 * 60, "yesterday")]
    public void A_moment_that_has_just_passed_is_said_closely(int minutes, string words) =>
        Assert.StartsWith(words, Render<When>(p => p.Add(w => w.Moment, Accounts.Start.AddMinutes(minutes)).Add(w => w.As, When.Precision.Ago)).Find("time").TextContent);

    [Theory]
    [InlineData("Europe/Vienna", -24, "yesterday at 13:00", "31 December 2029, 13:00 UTC+1")]
    [InlineData("Asia/Kathmandu", 7, "tomorrow at 00:45", "2 January 2030, 00:45 UTC+5:45")]
    [InlineData("America/St_Johns", -12, "yesterday at 20:30", "31 December 2029, 20:30 UTC−3:30")]
    [InlineData("America/Argentina/Buenos_Aires", 0, "today at 09:00", "1 January 2030, 09:00 UTC−3")]
    [InlineData("Etc/GMT+12", 11, "today at 11:00", "1 January 2030, 11:00 UTC−12")]
    [InlineData("Europe/London", 0, "today at 12:00", "1 January 2030, 12:00 UTC")]
    [InlineData("Etc/UTC", 0, "today at 12:00 UTC", "1 January 2030, 12:00 UTC")]
    public void A_time_is_shown_in_the_reader_s_time_zone(string zone, int hours, string words, string exact)
    {
        var when = InZone(zone, hours);

        Assert.StartsWith(words + ",", when.TextContent, StringComparison.Ordinal); // the rest is for screen readers
        Assert.Equal(exact, when.GetAttribute("title"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("Atlantis/Capital")]
    [InlineData("/dev/zero")]
    [InlineData("../../../dev/zero")]
    [InlineData("Europe/../../../../dev/zero")]
    [InlineData("Europe/Vienna\n")]
    [InlineData("Europe/Vienna\0")]
    [InlineData("<script>alert(1)</script>")]
    public void Any_other_cookie_value_is_neither_a_time_zone_nor_a_file(string zone) =>
        Assert.StartsWith("today at 12:00 UTC,", InZone(zone, 0).TextContent, StringComparison.Ordinal);

    private AngleSharp.Dom.IElement InZone(string zone, int hours) => Render<When>(when => when
        .AddCascadingValue(ReaderZone.Named(zone))
        .Add(w => w.Moment, Accounts.Start.AddHours(hours))
        .Add(w => w.As, When.Precision.Time)).Find("time");
}
