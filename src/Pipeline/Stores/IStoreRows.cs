using Holdfast.Routing.LineProtocol;
using Holdfast.Routing.Reconciling;

namespace Holdfast.Pipeline.Stores;

/// <summary>Rows as a store sent them: to be read only with the types that its fields have.</summary>
public interface IStoreRows
{
    /// <summary>The rows as cells, series by series.</summary>
    /// <param name="types">The types of the measurement's fields; rows with another field are unreadable.</param>
    /// <param name="without">Fields to leave out.</param>
    StoreReading<IReadOnlyList<SeriesCells>> Cells(IReadOnlyDictionary<string, FieldType> types, IReadOnlySet<string> without);
}
