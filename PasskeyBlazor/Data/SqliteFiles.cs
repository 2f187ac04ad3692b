namespace PasskeyBlazor.Data;

/// <summary>
/// The files of one SQLite database. Only their owner may read them, whatever the umask is: the Data Protection keys in them forge
/// sessions. SQLite gives the files beside a database the mode of the database. Windows has no such modes.
/// </summary>
internal sealed partial class SqliteFiles
{
    private const UnixFileMode OwnFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private const UnixFileMode OwnFolder = OwnFile | UnixFileMode.UserExecute;

    /// <param name="path">The full path of the database. Where it is a link, SQLite has the other files beside the target.</param>
    public SqliteFiles(string path)
    {
        var file = new FileInfo(path);
        Database = file.LinkTarget is null ? path : file.ResolveLinkTarget(returnFinalTarget: true)!.FullName;
        Folder = new DirectoryInfo(Path.GetDirectoryName(Database)!);
    }

    public string Database { get; }

    /// <summary>A process that migrates has this file locked. Without a process it means nothing.</summary>
    public string Lock => Database + "-lock";

    public DirectoryInfo Folder { get; }

    public void MakeFolder() => Make(Folder);

    /// <summary>An empty file is an empty database.</summary>
    public void MakeDatabase()
    {
        if (!File.Exists(Database)) // to open and close a database that SQLite uses would release the locks of SQLite
        {
            Open(Database, FileShare.ReadWrite).Dispose();
        }
    }

    /// <exception cref="IOException">Another process has the lock, or the file cannot be opened.</exception>
    public FileStream OpenLock() => Open(Lock, FileShare.None);

    /// <summary>One line for each file that other users of the machine may read or write.</summary>
    public void WarnOfModes(ILogger logger)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        string[] files = [Folder.FullName, Database, Database + "-wal", Database + "-shm", Database + "-journal", Lock];
        foreach (var file in files.Where(file => File.Exists(file) || Directory.Exists(file)))
        {
            UnixFileMode mode;
            try
            {
                mode = File.GetUnixFileMode(file);
            }
            catch (FileNotFoundException)
            {
                continue; // SQLite has just removed it
            }

            if ((mode & ~OwnFolder) != UnixFileMode.None)
            {
                LogWide(logger, file, Octal(mode), file == Folder.FullName ? Octal(OwnFolder) : Octal(OwnFile));
            }
        }
    }

    private static string Octal(UnixFileMode mode) => Convert.ToString((int)mode, 8);

    private static void Make(DirectoryInfo folder)
    {
        if (folder.Exists)
        {
            return;
        }

        if (folder.Parent is { } above)
        {
            Make(above);
        }

        if (OperatingSystem.IsWindows())
        {
            folder.Create();
        }
        else
        {
            Directory.CreateDirectory(folder.FullName, OwnFolder).UnixFileMode = OwnFolder; // a umask may have taken rights of the owner
        }
    }

    private static FileStream Open(string path, FileShare share)
    {
        var isNew = !File.Exists(path);
        var options = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = share };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnFile;
        }

        var file = new FileStream(path, options);
        if (isNew && !OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(file.SafeFileHandle, OwnFile); // as for a folder
        }

        return file;
    }

    [LoggerMessage(LogLevel.Warning, "{Path} has mode {Mode}: other users of this machine may read or change it. With the keys in the database they can forge sessions. Set the mode to {Right}.")]
    private static partial void LogWide(ILogger logger, string path, string mode, string right);
}
