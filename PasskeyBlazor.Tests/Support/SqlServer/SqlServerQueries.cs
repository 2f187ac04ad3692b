using System.Collections;
using System.Linq.Expressions;
using System.Reflection;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Query;
using Microsoft.EntityFrameworkCore.Storage;
using PasskeyBlazor.Data;

namespace PasskeyBlazor.Tests.Support.SqlServer;

/// <summary>Translates each query for SQL Server too, when EF Core compiles it for the first time: also updates and deletions without a save.</summary>
/// <param name="note">Is told about a query that SQL Server would refuse.</param>
public sealed class SqlServerQueries(Action<string> note) : IQueryExpressionInterceptor
{
    private static readonly MethodInfo Run = typeof(SqlServerQueries).GetMethod(nameof(Send), BindingFlags.Static | BindingFlags.NonPublic)!;

    /// <summary>A list has several values, and a raw text has no more parameters.</summary>
    private const int MaxItems = 4;

    /// <summary>The last translation, of any test.</summary>
    public IReadOnlyList<string> Last { get; private set; } = [];

    public Expression QueryCompilationStarting(Expression queryExpression, QueryExpressionEventData eventData)
    {
        var result = queryExpression.Type.IsGenericType && queryExpression.Type.IsAssignableTo(typeof(IQueryable))
            ? typeof(IEnumerable<>).MakeGenericType(queryExpression.Type.GenericTypeArguments[0])
            : queryExpression.Type;
        Last = SqlServerStatements.Translate(
            ExpressionPrinter.Print(queryExpression),
            db =>
            {
                var send = Run.MakeGenericMethod(result);
                send.Invoke(null, BindingFlags.DoNotWrapExceptions, null, [db, queryExpression, false], null);
                send.Invoke(null, BindingFlags.DoNotWrapExceptions, null, [db, queryExpression, true], null);
            },
            note);

        return queryExpression;
    }

    private static void Send<T>(AppDbContext db, Expression query, bool withNulls)
    {
        var tables = new TablesOf(db.Model);
        var send = db.GetService<IDatabase>().CompileQuery<T>(tables.Visit(query), async: false);
        var context = db.GetService<IQueryContextFactory>().Create();
        foreach (var parameter in tables.Parameters)
        {
            context.Parameters[parameter.Name] = withNulls && parameter.CanBeNull ? null : Sample(parameter.Type);
        }

        try
        {
            if (send(context) is IEnumerable rows and not string)
            {
                foreach (var _ in rows)
                {
                }
            }
        }
        catch (Exception) when (db.GetService<IRelationalConnection>().DbConnection is SilentConnection { Server.Statements: var sent } && sent.Any())
        {
            // The row of the silent server is none of these.
        }
    }

    private static object? Sample(Type type)
    {
        if (type == typeof(string) || type == typeof(object))
        {
            return "";
        }

        if (type == typeof(DbFunctions))
        {
            return EF.Functions;
        }

        if (Nullable.GetUnderlyingType(type) is { } value)
        {
            return Sample(value);
        }

        var item = type.IsArray ? type.GetElementType() : type.IsAssignableTo(typeof(IEnumerable)) ? type.GenericTypeArguments[0] : null;
        if (item is null)
        {
            return Activator.CreateInstance(type);
        }

        var items = Array.CreateInstance(item, MaxItems);
        for (var index = 0; index < MaxItems; index++)
        {
            items.SetValue(Sample(item), index);
        }

        return type.IsInstanceOfType(items) ? items : Activator.CreateInstance(type, items);
    }

    /// <summary>Replaces the tables of a query by those of another model, and finds its parameters.</summary>
    private sealed class TablesOf(IModel model) : ExpressionVisitor
    {
        public HashSet<(string Name, Type Type, bool CanBeNull)> Parameters { get; } = [];

        protected override Expression VisitExtension(Expression node)
        {
            switch (node)
            {
                case EntityQueryRootExpression root:
                    return base.VisitExtension(root.UpdateEntityType(model.FindEntityType(root.EntityType.Name)!));
                case QueryParameterExpression parameter:
                    Parameters.Add((parameter.Name, parameter.Type, CanBeNull(parameter)));
                    return parameter;
                default:
                    return base.VisitExtension(node);
            }
        }

        private static bool CanBeNull(QueryParameterExpression parameter) =>
            parameter.Type == typeof(string) || parameter.Type == typeof(byte[]) || Nullable.GetUnderlyingType(parameter.Type) is not null;
    }
}
