namespace PasskeyBlazor.Tests;
public sealed class SmokeTests { [Fact] public void Ok() => Assert.Equal("PasskeyBlazor", typeof(Program).Assembly.GetName().Name); }
