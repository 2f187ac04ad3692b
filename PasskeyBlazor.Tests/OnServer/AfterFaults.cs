using PasskeyBlazor.Tests.Data;
using PasskeyBlazor.Tests.Support.Database;

namespace PasskeyBlazor.Tests.OnServer;

[OnServer(IsDurable = true)]
public sealed class KilledOnServer : KilledTests;

[OnServer]
public sealed class FaultyDiskOnServer : FaultyDiskTests;

[OnServer(IsDurable = true)]
public sealed class RestoredCopyOnServer : RestoredCopyTests;
