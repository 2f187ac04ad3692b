using PasskeyBlazor.Tests.Data;
using PasskeyBlazor.Tests.Support.Database;

namespace PasskeyBlazor.Tests.OnServer;

[OnServer]
public sealed class KilledOnServer : KilledTests;

[OnServer]
public sealed class FaultyDiskOnServer : FaultyDiskTests;

[OnServer]
public sealed class RestoredCopyOnServer : RestoredCopyTests;
