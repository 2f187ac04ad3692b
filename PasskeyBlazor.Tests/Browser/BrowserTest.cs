using Microsoft.Playwright;
using PasskeyBlazor.Tests.Support.Browser;
using PasskeyBlazor.Tests.Support.Hosting;

namespace PasskeyBlazor.Tests.Browser;

/// <summary>
/// A test in a real browser. Hidden problems fail it too: an error on the console, a script that threw, a request to
/// another host. A failed test leaves a screenshot and a trace of every browser in <c>TestResults</c>.
/// </summary>
public abstract class BrowserTest(BrowserFixture browser, TestApp? shared = null) : IAsyncLifetime
{
    private readonly List<Person> people = [];
    private TestApp? own;

    /// <summary>The app under test: the class's, or one for this test alone.</summary>
    protected TestApp App => shared ?? (own ??= MakeApp());

    /// <summary>The app of one test, where it must be different.</summary>
    protected virtual TestApp MakeApp() => new();

    /// <summary>Whether pages that were left are kept and shown again as they were.</summary>
    protected virtual bool KeepsPages => false;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        var problems = people.SelectMany(person => person.Problems).ToList();
        var isFailed = TestContext.Current.TestState?.Result == TestResult.Failed || problems.Count > 0;
        foreach (var person in people)
        {
            problems.AddRange(await person.LeaveAsync(isFailed ? ResultPath(people.IndexOf(person)) : null));
        }

        if (own is not null)
        {
            await own.DisposeAsync();
        }

        if (isFailed)
        {
            Assert.Fail(string.Join(Environment.NewLine, problems));
        }
    }

    /// <summary>Opens a browser that has never visited the app.</summary>
    /// <param name="autofill">Whether the browser lists passkeys in the e-mail field. A virtual authenticator takes such an offer at once.</param>
    /// <param name="options">What else is different about the browser.</param>
    protected async Task<Person> OpenBrowserAsync(bool autofill = false, BrowserNewContextOptions? options = null)
    {
        options ??= new BrowserNewContextOptions();
        options.BaseURL = App.Address.AbsoluteUri;
        options.ReducedMotion = ReducedMotion.Reduce;
        var context = await (await browser.GetAsync(KeepsPages)).NewContextAsync(options);
        var person = await Person.InAsync(context, App, autofill);
        people.Add(person);

        return person;
    }

    private static string ResultPath(int index)
    {
        var name = TestContext.Current.Test!.TestDisplayName.Replace("PasskeyBlazor.Tests.Browser.", "", StringComparison.Ordinal);
        var safe = new string([.. name.Select(c => char.IsLetterOrDigit(c) || c is '.' or '_' ? c : '-').Take(120)]);
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder.Parent is not null && !File.Exists(Path.Combine(folder.FullName, "Directory.Packages.props")))
        {
            folder = folder.Parent;
        }

        return Path.Combine(folder.FullName, "TestResults", index == 0 ? safe : $"{safe}-{index + 1}");
    }
}
