using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using PasskeyBlazor.Account;
using PasskeyBlazor.Data;
using PasskeyBlazor.Passkeys;
using PasskeyBlazor.Providers;
using PasskeyBlazor.Sessions;
using PasskeyBlazor.Tests.Support;
using PasskeyBlazor.Tests.Support.Authenticator;
using PasskeyBlazor.Tests.Support.Database;
using PasskeyBlazor.Tests.Support.Hosting;

namespace PasskeyBlazor.Tests.Passkeys;

/// <summary>A passkey whose answers are refused every time: what proves it, what it means for its owner, and what ends it.</summary>
public class UnusablePasskeyTests : IAsyncDisposable
{
    private readonly TestApp app = new();
    private readonly HttpClient owner;
    private readonly HttpClient stranger;
    private readonly SoftwareAuthenticator authenticator;

    public UnusablePasskeyTests()
    {
        owner = app.Browser(followRedirects: false);
        stranger = app.Browser(followRedirects: false);
        authenticator = app.Authenticator();
    }

    /// <summary>Stored keys that no longer verify anything, in four ways.</summary>
    public static TheoryData<string> Keys => ["nothing", "bytes after it", "a point that is not on the curve", "an algorithm that is not offered"];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static Action<SoftwareAssertion> BackupEligible { get; } = a => a.Flags |= AuthenticatorBits.BE;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    [Threat("AN-04", "AD-06")]
    public async Task Changed_backup_eligibility_makes_a_passkey_unusable_at_once_and_the_person_reads_it(bool isEligible)
    {
        authenticator.BackupEligible = isEligible;
        await OwnerAsync();

        Assert.Equal("PasskeyUnusable", await SignInAsync(a => a.Flags ^= AuthenticatorBits.BE));

        Assert.Equal(UnusableReason.BackupEligibilityChanged, (await MarkedAsync()).UnusableReason);
        var page = await stranger.GetStringAsync("/sign-in?failure=PasskeyUnusable", Cancel);
        Assert.Contains(Text.Failure_PasskeyUnusable, page);
        Assert.Equal([AccountEventKind.PasskeyUnusable], (await RefusalsAsync(1)).Select(a => a.Kind));
    }

    [Fact]
    [Threat("AN-04")]
    public async Task A_confirmation_also_makes_a_passkey_unusable_and_says_so()
    {
        await OwnerAsync();

        Assert.Equal("PasskeyUnusable", await ConfirmAsync(authenticator, BackupEligible));

        await MarkedAsync();
    }

    [Fact]
    [Threat("AN-05", "CR-07")]
    public async Task A_counter_that_does_not_grow_in_two_ceremonies_makes_a_passkey_unusable()
    {
        authenticator.Counter = 6;
        await OwnerAsync();

        Assert.Equal("PasskeyRefused", await SignInAsync(a => a.Counter = 7));
        await RefusalsAsync(1);
        Assert.Null((await PasskeyAsync()).UnusableSince);
        Assert.Equal("PasskeyUnusable", await ConfirmAsync(authenticator, a => a.Counter = 3));

        Assert.Equal(UnusableReason.CounterNotGrown, (await MarkedAsync()).UnusableReason);
    }

    [Fact]
    [Threat("AN-05")]
    public async Task A_success_between_two_refused_counters_begins_anew()
    {
        authenticator.Counter = 6;
        await OwnerAsync();

        Assert.Equal("PasskeyRefused", await SignInAsync(a => a.Counter = 7));
        await RefusalsAsync(1);
        Assert.Null(await SignInAsync());
        Assert.Null((await PasskeyAsync()).CounterRefusedAt);
        Assert.Equal("PasskeyRefused", await SignInAsync(a => a.Counter = 7));
        await RefusalsAsync(2);

        Assert.Null((await PasskeyAsync()).UnusableSince);
    }

    [Fact]
    [Threat("AN-05", "AN-06")]
    public async Task One_answer_counts_once_however_often_it_is_sent()
    {
        authenticator.Counter = 6;
        await OwnerAsync();
        var started = await stranger.BeginSignInAsync();
        var refused = authenticator.Get(started.OptionsJson, a => a.Counter = 7);

        Assert.Equal("PasskeyRefused", await PostAsync(started.State, refused));
        await RefusalsAsync(1);
        Assert.Equal("ChallengeSpent", await PostAsync(started.State, refused));
        Assert.Null(await SignInAsync());
        Assert.Equal("ChallengeSpent", await PostAsync(started.State, refused));

        Assert.Equal((null, null), await PasskeyAsync() is var passkey ? (passkey.UnusableSince, passkey.CounterRefusedAt) : default);
    }

    [Fact]
    [Threat("AN-06")]
    public async Task A_good_answer_that_is_sent_again_shows_nothing_although_its_counter_did_not_grow()
    {
        authenticator.Counter = 6;
        await OwnerAsync();
        var started = await stranger.BeginSignInAsync();
        var good = authenticator.Get(started.OptionsJson);

        Assert.Null(await PostAsync(started.State, good));
        Assert.Equal("ChallengeSpent", await PostAsync(started.State, good));
        Assert.Equal("ChallengeSpent", await PostAsync(started.State, good));
        Assert.Null(await SignInAsync());

        Assert.Null((await PasskeyAsync()).UnusableSince);
        Assert.Empty(await RefusalsAsync(0));
    }

    [Fact]
    [Threat("AN-06")]
    public async Task An_answer_whose_signature_is_not_verified_shows_nothing_whatever_it_says()
    {
        authenticator.Counter = 6;
        await OwnerAsync();
        Action<SoftwareAssertion>[] bends =
        [
            a => (a.Flags, a.BendSignature) = (a.Flags | AuthenticatorBits.BE, s => [.. s[..^1], (byte)(s[^1] ^ 1)]),
            a => (a.Counter, a.BendSignature) = (1, s => [.. s[..^1], (byte)(s[^1] ^ 1)]),
            a => (a.Flags, a.UserHandle) = (a.Flags | AuthenticatorBits.BE, "another"u8.ToArray()),
            a => (a.Flags, a.Key) = (a.Flags | AuthenticatorBits.BE, new SoftwareKey()),
            a => a.ClientData["origin"] = "https://evil.example",
            a => a.RpId = "evil.example",
        ];

        foreach (var (bend, index) in bends.Concat(bends).Select((bend, index) => (bend, index)))
        {
            Assert.Equal("PasskeyRefused", await SignInAsync(bend));
            await RefusalsAsync(index + 1);
        }

        Assert.Equal((null, null), await PasskeyAsync() is var passkey ? (passkey.UnusableSince, passkey.CounterRefusedAt) : default);
        Assert.Null(await SignInAsync());
    }

    [Fact]
    [Threat("AN-06", "AD-04")]
    public async Task A_missing_user_verification_never_makes_a_passkey_unusable()
    {
        await OwnerAsync();

        for (var time = 1; time <= 3; time++)
        {
            Assert.NotNull(await SignInAsync(a => a.Flags &= ~AuthenticatorBits.UV));
            await RefusalsAsync(time);
        }

        Assert.Null((await PasskeyAsync()).UnusableSince);
        Assert.Null(await SignInAsync());
    }

    [Fact]
    [Threat("AN-06")]
    public async Task A_passkey_of_another_user_shows_nothing_in_a_confirmation_and_reads_like_any_other()
    {
        await OwnerAsync();
        using var mallory = app.Browser(followRedirects: false);
        using var hers = app.Authenticator();
        await app.AddPasskeyAsync(await mallory.SignInAsync("mallory"), hers);

        Assert.Equal("PasskeyRefused", await ConfirmAsync(hers, BackupEligible));
        await RefusalsAsync(1);

        await using var db = app.OpenDatabase();
        Assert.False(await db.Passkeys.AnyAsync(p => p.UnusableSince != null, Cancel));
    }

    [Theory]
    [MemberData(nameof(Keys))]
    [Threat("AN-07", "CK-11")]
    public async Task A_stored_key_that_cannot_be_used_makes_its_passkey_unusable_and_the_refusal_looks_like_any_other(string key)
    {
        await OwnerAsync();
        var good = (await PasskeyAsync()).PublicKey;
        await StoreKeyAsync(key switch
        {
            "nothing" => [],
            "bytes after it" => [.. good, 0],
            "an algorithm that is not offered" => Cbor.Map((1, 2), (3, -47), (-1, 8), (-2, new byte[32]), (-3, new byte[32])),
            _ => Cbor.Map((1, 2), (3, -7), (-1, 1), (-2, Enumerable.Repeat((byte)1, 32).ToArray()), (-3, Enumerable.Repeat((byte)1, 32).ToArray())),
        });

        Assert.Equal("PasskeyRefused", await SignInAsync());

        Assert.Equal(UnusableReason.PublicKeyNotAccepted, (await MarkedAsync()).UnusableReason);
        await StoreKeyAsync(good);
        Assert.Null(await SignInAsync());
        Assert.Null((await PasskeyAsync()).UnusableSince);
    }

    [Fact]
    [Threat("AN-04", "AN-08")]
    public async Task The_next_accepted_answer_makes_the_passkey_usable_again()
    {
        await OwnerAsync();
        await SignInAsync(BackupEligible);
        await MarkedAsync();

        Assert.Null(await SignInAsync());

        var passkey = await PasskeyAsync();
        Assert.Equal((null, null, null), (passkey.UnusableSince, passkey.UnusableReason, passkey.CounterRefusedAt));
        Assert.True(SignInMethods.IsOne(passkey));
    }

    [Fact]
    [Threat("AN-08")]
    public async Task Its_owner_reads_since_when_and_why_and_can_replace_it_on_the_same_authenticator()
    {
        var ada = await OwnerAsync();
        await SignInAsync(BackupEligible);
        await MarkedAsync();

        var page = await ReadAsync("/passkeys");
        Assert.Contains(Text.Passkeys_Unusable, page);
        Assert.Contains(Text.Passkeys_UnusableSince, page);
        Assert.Contains(Text.Passkeys_BackupEligibilityChanged, page);
        Assert.Contains(Text.Passkeys_UnusableDo, page);
        await app.AddPasskeyAsync(ada, authenticator); // the options exclude nothing that the authenticator holds

        Assert.Null(await SignInAsync());
        var confirmation = JsonNode.Parse((await owner.GetConfirmationOptionsAsync()).OptionsJson)!["allowCredentials"]!.AsArray();
        Assert.Single(confirmation);
        Assert.Equal(2, (await app.Services.GetRequiredService<PasskeySignals>().OfAsync(ada.UserId, Cancel))!.CredentialIds.Count);
    }

    [Fact]
    [Threat("AN-08", "OA-13")]
    public async Task It_is_no_sign_in_method_so_the_other_one_stays_and_it_can_be_removed()
    {
        var ada = await OwnerAsync();
        await SignInAsync(BackupEligible);
        var passkey = await MarkedAsync();
        await using var db = app.OpenDatabase();
        var identity = await db.ExternalIdentities.SingleAsync(i => i.UserId == ada.UserId, Cancel);

        Assert.Equal(Failure.OnlySignInMethod, await app.Services.GetRequiredService<ConnectedAccounts>().DisconnectAsync(ada.SessionId, identity.Id, Cancel));
        Assert.Null(await app.Services.GetRequiredService<UserPasskeys>().RemoveAsync(ada.SessionId, passkey.Id, Cancel));
    }

    [Fact]
    [Threat("AN-08")]
    public async Task An_account_that_is_left_without_a_sign_in_method_is_told_before_it_signs_out()
    {
        var ada = await OwnerAsync();
        await app.ForgetProvidersAsync();
        await SignInAsync(BackupEligible);
        await MarkedAsync();

        Assert.Contains(Text.Passkeys_NoMethod, await ReadAsync("/passkeys"));
        await app.AgeSessionsAsync();
        Assert.Contains(Text.Confirm_NoMethod, await ReadAsync("/confirm?returnUrl=/passkeys"));
        Assert.Contains(Text.Failure_PasskeyUnusable, await ReadAsync("/confirm?returnUrl=/passkeys&failure=PasskeyUnusable"));
        Assert.Null(await SignInAsync()); // nothing prevents the answer that is accepted again
        Assert.DoesNotContain(Text.Passkeys_NoMethod, await ReadAsync("/passkeys"));
    }

    [Fact]
    [Threat("AN-08")]
    public async Task An_administrator_reads_why_and_the_download_contains_it()
    {
        var ada = await OwnerAsync();
        await using (var db = app.OpenDatabase())
        {
            await db.GiveRoleAsync(ada.UserId);
        }

        await SignInAsync(BackupEligible);
        await MarkedAsync();

        var page = await ReadAsync($"/admin/users/{ada.UserId}");
        Assert.Contains(Text.Passkeys_UnusableSince, page);
        Assert.Contains(Text.Passkeys_BackupEligibilityChanged, page);
        Assert.Contains(Text.Admin_UnusableDo, page);
        Assert.Contains(Text.Activity_PasskeyUnusable, page);
        var data = await app.Services.GetRequiredService<PersonalData>().ExportAsync(ada.SessionId, Cancel);
        var copy = JsonNode.Parse(JsonSerializer.Serialize(data.Value, ReadableJson.Options))!;
        Assert.Equal("BackupEligibilityChanged", (string?)copy["passkeys"]![0]!["unusableReason"]);
    }

    public async ValueTask DisposeAsync()
    {
        owner.Dispose();
        stranger.Dispose();
        authenticator.Dispose();
        await app.DisposeAsync();
    }

    private static string? FailureOf(HttpResponseMessage answer)
    {
        var address = answer.Headers.Location!.OriginalString;

        return address.Contains('?', StringComparison.Ordinal) ? QueryHelpers.ParseQuery(address[address.IndexOf('?', StringComparison.Ordinal)..])["failure"].Single() : null;
    }

    /// <summary>Ada, signed in with her provider, with a passkey in the authenticator.</summary>
    private async Task<SignedIn> OwnerAsync()
    {
        var ada = await owner.SignInAsync();
        await app.AddPasskeyAsync(ada, authenticator);

        return ada;
    }

    /// <summary>A page of the owner.</summary>
    private async Task<string> ReadAsync(string path) => WebUtility.HtmlDecode(await owner.GetStringAsync(path, Cancel));

    /// <returns>The refusal, or null.</returns>
    private async Task<string?> SignInAsync(Action<SoftwareAssertion>? bend = null)
    {
        var started = await stranger.GetOptionsAsync();

        return await PostAsync(started.State, authenticator.Get(started.OptionsJson, bend));
    }

    private async Task<string?> PostAsync(string state, string credential)
    {
        using var answer = await stranger.PostPasskeyAsync(state, credential);

        return FailureOf(answer);
    }

    /// <summary>Ada's session is asked to confirm, and a passkey answers that may be another user's.</summary>
    private async Task<string?> ConfirmAsync(SoftwareAuthenticator with, Action<SoftwareAssertion> bend)
    {
        var started = await owner.GetConfirmationOptionsAsync();
        var options = JsonNode.Parse(started.OptionsJson)!.AsObject();
        options.Remove("allowCredentials");
        using var answer = await owner.PostFormAsync("/", "/session/confirm/passkey", new Dictionary<string, string>
        {
            ["state"] = started.State,
            ["credential"] = with.Get(options.ToJsonString(), bend),
            ["returnUrl"] = "/passkeys",
        });

        return FailureOf(answer);
    }

    private async Task StoreKeyAsync(byte[] key)
    {
        await using var db = app.OpenDatabase();
        await db.Passkeys.ExecuteUpdateAsync(set => set.SetProperty(p => p.PublicKey, key), Cancel);
    }

    /// <summary>The only passkey of the account, or the oldest.</summary>
    private async Task<Passkey> PasskeyAsync()
    {
        await using var db = app.OpenDatabase();

        return await db.Passkeys.AsNoTracking().OrderBy(p => p.CreatedAt).FirstAsync(Cancel);
    }

    /// <summary>Waits for the save that follows the response.</summary>
    private Task<Passkey> MarkedAsync() => Eventually.SeeAsync(PasskeyAsync, passkey => passkey.UnusableSince is not null, "an unusable passkey");

    /// <summary>Waits until so many refusals are saved, each together with what it shows.</summary>
    private Task<List<AccountEvent>> RefusalsAsync(int count) => Eventually.SeeAsync(
        async () =>
        {
            await using var db = app.OpenDatabase();
            return await db.AccountEvents.AsNoTracking()
                .Where(a => a.Kind == AccountEventKind.SignInRefused || a.Kind == AccountEventKind.ReauthenticationRefused || a.Kind == AccountEventKind.PasskeyUnusable)
                .ToListAsync(Cancel);
        },
        all => all.Count == count,
        $"{count} refusals");
}
