using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace PasskeyBlazor.Tests.Support.SqlServer;

/// <summary>Microsoft's grammar of T-SQL, of the version for which EF Core writes. It knows words and their order, and no table.</summary>
public static class Grammar
{
    /// <summary>What is wrong with a text of one or more batches, with its lines. Statements inside <c>EXEC(N'…')</c> are read too.</summary>
    public static IReadOnlyList<string> MistakesIn(string sql)
    {
        var script = new TSql150Parser(initialQuotedIdentifiers: true).Parse(new StringReader(sql), out var errors);
        var inner = new Executed();
        script?.Accept(inner);

        return [.. errors.Select(error => $"line {error.Line}: {error.Message}"), .. inner.Texts.SelectMany(MistakesIn)];
    }

    private sealed class Executed : TSqlFragmentVisitor
    {
        public List<string> Texts { get; } = [];

        public override void Visit(ExecutableStringList node) => Texts.Add(string.Concat(node.Strings.OfType<StringLiteral>().Select(text => text.Value)));
    }
}
