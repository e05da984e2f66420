using System.Text.Json;

namespace Lectures.Runner.Datasets;

/// <summary>What <c>data info</c> tells of a data set.</summary>
internal interface IDataInfo
{
    /// <summary>Tells it to people.</summary>
    void Write(TextWriter output);

    /// <summary>Tells it to programs, as one JSON object.</summary>
    void Write(Utf8JsonWriter json);
}
