using PasskeyBlazor.Tests.Account;
using PasskeyBlazor.Tests.Administration;
using PasskeyBlazor.Tests.Data;
using PasskeyBlazor.Tests.Import;
using PasskeyBlazor.Tests.Passkeys;
using PasskeyBlazor.Tests.Providers;
using PasskeyBlazor.Tests.Sessions;
using PasskeyBlazor.Tests.Support.Database;
using PasskeyBlazor.Tests.Support.Provider;

namespace PasskeyBlazor.Tests.OnServer;

[OnServer]
public sealed class UserAccountOnServer : UserAccountTests;

[OnServer]
public sealed class UserAccountEventsOnServer : UserAccountEventsTests;

[OnServer]
public sealed class UserImportOnServer : UserImportTests;

[OnServer]
public sealed class AuthenticatorModelsOnServer : AuthenticatorModelsTests;

[OnServer]
public sealed class BlockedModelOnServer : BlockedModelTests;

[OnServer]
public sealed class FirstAdministratorOnServer : FirstAdministratorTests;

[OnServer]
public sealed class UserChangesOnServer : UserChangesTests;

[OnServer]
public sealed class UserDirectoryOnServer : UserDirectoryTests;

[OnServer]
public sealed class CollisionOnServer : CollisionTests;

[OnServer]
public sealed class ExpiredRowsOnServer : ExpiredRowsTests;

[OnServer]
public sealed class GuardedStatementOnServer : GuardedStatementTests;

[OnServer]
public sealed class SchemaOnServer : SchemaTests;

[OnServer]
public sealed class SignInMethodsOnServer : SignInMethodsTests;

[OnServer]
public sealed class AtOnceOnServer : AtOnceTests;

[OnServer]
public sealed class AuthenticationCeremonyOnServer : AuthenticationCeremonyTests;

[OnServer]
public sealed class PasskeyOffersOnServer : PasskeyOffersTests;

[OnServer]
public sealed class PasskeySignalsOnServer : PasskeySignalsTests;

[OnServer]
public sealed class RegistrationCeremonyOnServer : RegistrationCeremonyTests;

[OnServer]
public sealed class UnusablePasskeyOnServer : UnusablePasskeyTests;

[OnServer]
public sealed class UserPasskeysOnServer : UserPasskeysTests;

[OnServer]
public sealed class ConnectedAccountsOnServer : ConnectedAccountsTests;

[OnServer]
public sealed class EmailOwnersOnServer : EmailOwnersTests;

[OnServer]
public sealed class PendingLinksOnServer : PendingLinksTests;

[OnServer]
public sealed class LinkingOnServer(LinkingApp shared) : LinkingTests(shared);

[OnServer]
public sealed class SameAddressOnServer(LinkingApp shared) : SameAddressTests(shared);

[OnServer]
public sealed class ProviderProfileOnServer(ProviderApp shared) : ProviderProfileTests(shared);

[OnServer]
public sealed class ProviderAccountOnServer(ProviderApp shared) : ProviderAccountTests(shared);

[OnServer]
public sealed class AccountChangesOnServer : AccountChangesTests;

[OnServer]
public sealed class SessionBridgeOnServer : SessionBridgeTests;

[OnServer]
public sealed class SessionEndOnServer : SessionEndTests;

[OnServer]
public sealed class UserSessionsOnServer : UserSessionsTests;

[OnServer]
public sealed class SessionLifeOnServer : SessionLifeTests;

[OnServer]
public sealed class DisabledOnServer : DisabledTests;

[OnServer]
public sealed class TwoNodesOnServer : TwoNodesTests;
