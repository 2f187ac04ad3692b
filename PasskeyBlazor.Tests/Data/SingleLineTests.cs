using PasskeyBlazor.Data;

namespace PasskeyBlazor.Tests.Data;

public sealed class SingleLineTests
{
    [Theory]
    [InlineData("Ada", "Ada")]
    [InlineData("  Ada Lovelace  ", "Ada Lovelace")]
    [InlineData("Ada\r\nSet-Cookie: x", "AdaSet-Cookie: x")]
    [InlineData("Ada\u0000\u0007\u007f\u0085", "Ada")]
    [InlineData("\u202eadA\u2066\u200f", "adA")] // direction
    [InlineData("A\u200bda\ufeff", "Ada")]         // an invisible character, and a byte order mark
    [InlineData("Ada\u2028Grace\u2029", "AdaGrace")]
    [InlineData("A\ue000da", "Ada")]               // private use
    [InlineData("Ådä Łove 埃达", "Ådä Łove 埃达")]
    [InlineData("👨‍👩‍👧", "👨‍👩‍👧")]
    public void A_line_is_plain_text_without_control_and_direction(string text, string expected) => Assert.Equal(expected, SingleLine.Clean(text, 100));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("\r\n\t\u202e")]
    [InlineData("\u200d \u200d")]
    public void What_shows_nothing_is_no_line(string? text) => Assert.Null(SingleLine.Clean(text, 100));

    [Fact]
    public void Half_a_character_is_shown_as_one_that_is_missing() => Assert.Equal("\ufffdAda", SingleLine.Clean("\ud800Ada", 100));

    [Fact]
    public void A_line_is_cut_at_its_length() => Assert.Equal("abcde", SingleLine.Clean("abcdefgh", 5));

    [Fact]
    public void The_cut_leaves_no_space_at_the_end() => Assert.Equal("abcd", SingleLine.Clean("abcd efgh", 5));

    [Theory]
    [InlineData("abcd👨‍👩‍👧", "abcd")]
    [InlineData("abcde\u0301f", "abcd")]
    [InlineData("abc👍x", "abc👍")]
    public void The_cut_splits_nothing_that_people_see_as_one(string text, string expected) => Assert.Equal(expected, SingleLine.Clean(text, 5));

    [Fact]
    public void A_text_of_a_megabyte_is_quickly_a_line() => Assert.Equal(new string('x', 100), SingleLine.Clean(new string('x', 1_000_000), 100));
}
