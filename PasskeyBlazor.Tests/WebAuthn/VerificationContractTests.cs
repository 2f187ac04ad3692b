using System.Reflection;
using PasskeyBlazor.Tests.Support;
using PasskeyBlazor.Tests.Support.Authenticator;

namespace PasskeyBlazor.Tests.WebAuthn;

/// <summary>
/// The contract of the verification: a good registration and a good sign-in, then one changed thing for each step.
/// </summary>
public sealed class VerificationContractTests : IDisposable
{
    private readonly Ceremonies ceremonies = new();

    public static IEnumerable<TheoryDataRow<string>> BentRegistrationRows => Rows(VerificationSteps.Registration, BentRegistrations.All.Select(b => b.Name));

    public static IEnumerable<TheoryDataRow<string>> BentAssertionRows => Rows(VerificationSteps.Authentication, BentAssertions.All.Select(b => b.Name));

    public static IEnumerable<TheoryDataRow<string>> OddRegistrationRows => Rows(VerificationSteps.Registration, OddAnswers.Registrations.Keys);

    public static IEnumerable<TheoryDataRow<string>> OddAssertionRows => Rows(VerificationSteps.Authentication, OddAnswers.Assertions.Keys);

    [Theory]
    [MemberData(nameof(BentRegistrationRows))]
    public async Task A_registration_with_one_thing_bent_is_refused(string name)
    {
        var bent = BentRegistrations.All.Single(b => b.Name == name);

        var registered = await ceremonies.RegisterAsync(bent.Bend);

        Assert.True(bent.Failure == registered.Refusal?.Failure, $"{registered.Refusal}");
        Assert.NotEmpty(registered.Refusal!.Reason);
    }

    [Theory]
    [MemberData(nameof(BentAssertionRows))]
    public async Task A_sign_in_with_one_thing_bent_is_refused(string name)
    {
        var bent = BentAssertions.All.Single(b => b.Name == name);
        ceremonies.Authenticator.Counter = 6;
        await ceremonies.KeepPasskeyAsync();

        var signedIn = await ceremonies.SignInAsync(bent.Bend);

        Assert.True(bent.Failure == signedIn.Refusal?.Failure, $"{signedIn.Refusal}");
        Assert.NotEmpty(signedIn.Refusal!.Reason);
    }

    [Theory]
    [MemberData(nameof(OddRegistrationRows))]
    public async Task A_registration_that_only_looks_strange_is_accepted(string name)
    {
        var registered = await ceremonies.RegisterAsync(OddAnswers.Registrations[name]);

        Assert.True(registered.Succeeded, registered.Refusal?.Reason);
    }

    [Theory]
    [MemberData(nameof(OddAssertionRows))]
    public async Task A_sign_in_that_only_looks_strange_is_accepted(string name)
    {
        ceremonies.Authenticator.Counter = 6;
        await ceremonies.KeepPasskeyAsync();

        var signedIn = await ceremonies.SignInAsync(OddAnswers.Assertions[name]);

        Assert.True(signedIn.Succeeded, signedIn.Refusal?.Reason);
    }

    [Fact]
    public void Every_step_has_a_ceremony_that_passes_it_and_one_that_is_bent_in_it()
    {
        var lacking = Lacking(VerificationSteps.Registration, BentRegistrationRows, OddRegistrationRows)
            .Concat(Lacking(VerificationSteps.Authentication, BentAssertionRows, OddAssertionRows));

        Assert.Empty(lacking);
    }

    [Fact]
    public void Every_case_belongs_to_a_step()
    {
        var stray = new[] { BentRegistrationRows, BentAssertionRows, OddRegistrationRows, OddAssertionRows }
            .SelectMany(rows => rows)
            .Where(row => !row.Traits.ContainsKey("Step"))
            .Select(row => row.Data);

        Assert.Empty(stray);
    }

    public void Dispose() => ceremonies.Dispose();

    private static IEnumerable<TheoryDataRow<string>> Rows(IReadOnlyList<VerificationStep> procedure, IEnumerable<string> names) =>
        from name in names
        let steps = name == OddAnswers.Plain ? procedure.Select(step => step.Number) : VerificationSteps.Of(procedure, name)
        select steps.Aggregate(new TheoryDataRow<string>(name).WithTrait("Threat", name.Split(' ')[0]), (row, step) => row.WithTrait("Step", step));

    private static IEnumerable<string> Lacking(
        IReadOnlyList<VerificationStep> procedure, IEnumerable<TheoryDataRow<string>> bentRows, IEnumerable<TheoryDataRow<string>> goodRows)
    {
        var others = typeof(VerificationContractTests).Assembly.GetTypes()
            .SelectMany(type => type.GetMethods())
            .Select(method => method.GetCustomAttribute<StepAttribute>())
            .OfType<StepAttribute>()
            .ToList();
        var bent = StepsOf(bentRows).Concat(others.Where(o => o.IsBent).Select(o => o.Number)).ToHashSet();
        var good = StepsOf(goodRows).Concat(others.Where(o => !o.IsBent).Select(o => o.Number)).ToHashSet();

        return procedure.Where(step => step.WithoutCases is null && !(bent.Contains(step.Number) && good.Contains(step.Number))).Select(step => step.Number);
    }

    private static IEnumerable<string> StepsOf(IEnumerable<TheoryDataRow<string>> rows) =>
        rows.SelectMany(row => row.Traits.TryGetValue("Step", out var steps) ? steps : []);
}
