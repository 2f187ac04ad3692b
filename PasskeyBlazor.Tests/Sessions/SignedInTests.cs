using System.Security.Claims;
using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Rendering;
using Microsoft.AspNetCore.Components.Server;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using PasskeyBlazor.Sessions;
using PasskeyBlazor.Tests.Support.Browser;
using PasskeyBlazor.Tests.Support.Hosting;

namespace PasskeyBlazor.Tests.Sessions;

/// <summary>How endpoints and components learn who is signed in.</summary>
public sealed class SignedInTests : ComponentTest
{
    [Theory]
    [InlineData(true, StatusCodes.Status204NoContent)]
    [InlineData(false, StatusCodes.Status400BadRequest)]
    public async Task A_handler_that_needs_the_user_does_not_run_without_one(bool isSignedIn, int expected)
    {
        var endpoint = RequestDelegateFactory.Create((SignedIn _) => Results.NoContent());
        using var scope = Accounts.CreateScope();
        var http = Accounts.RequestIn(scope);
        if (isSignedIn)
        {
            http.User = SignedIn.From(await Accounts.SignInAsync()).ToPrincipal();
        }

        await endpoint.RequestDelegate(http);

        Assert.Equal(expected, http.Response.StatusCode);
    }

    [Fact]
    public async Task A_component_learns_at_once_that_the_session_has_ended()
    {
        var person = new ServerAuthenticationStateProvider();
        person.SetAuthenticationState(StateOf(SignedIn.From(await Accounts.SignInAsync("Grace"))));
        Services.AddCascadingValue<SignedIn?>(_ => new SignedInSource(person));
        var page = Render<Name>();
        Assert.Equal("Grace", page.Markup);

        person.SetAuthenticationState(StateOf(null));

        await page.WaitForAssertionAsync(() => Assert.Empty(page.Markup));
    }

    [Fact]
    public void A_user_that_is_not_known_yet_is_no_user()
    {
        var person = new ServerAuthenticationStateProvider();
        person.SetAuthenticationState(new TaskCompletionSource<AuthenticationState>().Task);
        Services.AddCascadingValue<SignedIn?>(_ => new SignedInSource(person));

        Assert.Empty(Render<Name>().Markup);
    }

    private static Task<AuthenticationState> StateOf(SignedIn? signedIn) =>
        Task.FromResult(new AuthenticationState(signedIn?.ToPrincipal() ?? new ClaimsPrincipal()));

    private sealed class Name : ComponentBase
    {
        [CascadingParameter]
        public SignedIn? SignedIn { get; set; }

        protected override void BuildRenderTree(RenderTreeBuilder builder) => builder.AddContent(0, SignedIn?.Name);
    }
}
