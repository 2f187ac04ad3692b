using System.Data.Common;

namespace PasskeyBlazor.Data;

/// <summary>The database did not answer within the time of <see cref="DatabaseWaits"/>. It may still do what it was asked to do.</summary>
public sealed class DatabaseTimeoutException(Exception? cause = null) : DbException("The database did not answer in time.", cause);
