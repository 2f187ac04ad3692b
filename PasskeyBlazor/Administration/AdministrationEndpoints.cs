using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using PasskeyBlazor.Data;
using PasskeyBlazor.Sessions;
using PasskeyBlazor.SignIn;

namespace PasskeyBlazor.Administration;

/// <summary>
/// The POST endpoints of administrators. The form binding of each checks the antiforgery token. Each ends with a redirect to a
/// page.
/// </summary>
public static class AdministrationEndpoints
{
    /// <summary>In bytes. A form contains only a few ids.</summary>
    private const int MaxFormLength = 16 * 1024;

    public static void MapAdministration(this IEndpointRouteBuilder app)
    {
        var admin = app.MapGroup(AdminAddress.Overview)
            .RequireAuthorization(new AuthorizeAttribute { Roles = Roles.Administrator })
            .WithMetadata(new RequestSizeLimitAttribute(MaxFormLength));
        admin.MapPost($"/{AdminAddress.Disable}", (UserChanges changes, [FromForm] Guid user, SignedIn? administrator, HttpContext http) =>
            ChangeAsync(administrator, user, AdminAddress.Disable, session => changes.DisableAsync(session, user, http.RequestAborted)));
        admin.MapPost($"/{AdminAddress.Enable}", (UserChanges changes, [FromForm] Guid user, SignedIn? administrator, HttpContext http) =>
            ChangeAsync(administrator, user, AdminAddress.Enable, session => changes.EnableAsync(session, user, http.RequestAborted)));
        admin.MapPost($"/{AdminAddress.EndSessions}", (UserChanges changes, [FromForm] Guid user, SignedIn? administrator, HttpContext http) =>
            ChangeAsync(administrator, user, AdminAddress.EndSessions, session => changes.EndSessionsAsync(session, user, http.RequestAborted)));
        admin.MapPost($"/{AdminAddress.GiveRole}", (UserChanges changes, [FromForm] Guid user, SignedIn? administrator, HttpContext http) =>
            ChangeAsync(administrator, user, AdminAddress.GiveRole, session => changes.GiveRoleAsync(session, user, http.RequestAborted)));
        admin.MapPost($"/{AdminAddress.RemoveRole}", (UserChanges changes, [FromForm] Guid user, SignedIn? administrator, HttpContext http) =>
            ChangeAsync(administrator, user, AdminAddress.RemoveRole, session => changes.RemoveRoleAsync(session, user, http.RequestAborted)));
        admin.MapPost($"/{AdminAddress.RemovePasskeyName}", (UserChanges changes, [FromForm] Guid user, [FromForm] Guid passkey, SignedIn? administrator, HttpContext http) =>
            ChangeAsync(administrator, user, AdminAddress.RemovePasskey(passkey), session => changes.RemovePasskeyAsync(session, user, passkey, http.RequestAborted)));
        admin.MapPost($"/{AdminAddress.StopAccepting}", BlockModelAsync);
        admin.MapPost($"/{AdminAddress.AcceptAgain}", UnblockModelAsync);
    }

    private static async Task<IResult> ChangeAsync(SignedIn? administrator, Guid userId, string question, Func<Guid, Task<Failure?>> change)
    {
        if (administrator is null)
        {
            return SignInAddress.Failed(Failure.SignedOut, AdminAddress.User(userId));
        }

        var page = AdminAddress.User(userId);
        return await change(administrator.SessionId) is { } failure
            ? Refused(failure, page, $"{page}/{question}")
            : TypedResults.LocalRedirect(AdminAddress.Done(page));
    }

    private static async Task<IResult> BlockModelAsync(AuthenticatorModels models, [FromForm] Guid model, SignedIn? administrator, HttpContext http)
    {
        if (administrator is null)
        {
            return SignInAddress.Failed(Failure.SignedOut, AdminAddress.Models);
        }

        var revoked = await models.BlockAsync(administrator.SessionId, model, http.RequestAborted);
        return revoked.Succeeded
            ? TypedResults.LocalRedirect(AdminAddress.Blocked(revoked.Value))
            : Refused(revoked.Failure, AdminAddress.Models, AdminAddress.Model(model));
    }

    private static async Task<IResult> UnblockModelAsync(AuthenticatorModels models, [FromForm] Guid model, SignedIn? administrator, HttpContext http)
    {
        if (administrator is null)
        {
            return SignInAddress.Failed(Failure.SignedOut, AdminAddress.Models);
        }

        return await models.UnblockAsync(administrator.SessionId, model, http.RequestAborted) is { } failure
            ? Refused(failure, AdminAddress.Models, AdminAddress.Accept(model))
            : TypedResults.LocalRedirect(AdminAddress.Done(AdminAddress.Models));
    }

    /// <summary>An administrator who must reauthenticate returns to the question afterwards and answers it again.</summary>
    private static IResult Refused(Failure failure, string page, string question) => failure switch
    {
        Failure.NotAdministrator => TypedResults.Forbid(),
        Failure.NotThere => TypedResults.NotFound(),
        _ => ReauthenticationAddress.Refused(failure, page, question, ReauthenticationReason.Administer),
    };
}
