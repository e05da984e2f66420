using System.Net;
using Lectures.Models.Data;

namespace Lectures.Runner.Datasets;

/// <summary>One attempt to get a file from a server, into memory.</summary>
/// <param name="client">Sends the request; must have no time limit of its own.</param>
/// <param name="stall">How long nothing may come; the whole may take any time.</param>
internal sealed class Transfer(HttpClient client, TimeSpan stall)
{
    private const int Piece = 1 << 16;

    private long received;
    private long? announced;

    /// <summary>The share that has come, in [0, 1); 0 while it is not known.</summary>
    public double Share => announced is > 0 and { } whole
        ? Math.Min(0.99, (double)Interlocked.Read(ref received) / whole)
        : 0;

    /// <summary>Gets the file.</summary>
    /// <param name="address">Where it lies.</param>
    /// <param name="mostBytes">No more are taken.</param>
    /// <param name="cancel">Ends the transfer.</param>
    /// <exception cref="DataException">What went wrong, without naming the file.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancel"/> was asked for.</exception>
    public async Task<byte[]> Get(Uri address, long mostBytes, CancellationToken cancel)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        try
        {
            patience.CancelAfter(stall);
            using var response = await client.GetAsync(
                address, HttpCompletionOption.ResponseHeadersRead, patience.Token).ConfigureAwait(false);
            ExpectFile(response);
            announced = response.Content.Headers.ContentLength;
            if (announced > mostBytes) throw TooLong(mostBytes, $"the server announces {announced:N0}");
            var body = await response.Content.ReadAsStreamAsync(patience.Token).ConfigureAwait(false);
            await using var _ = body.ConfigureAwait(false);
            return await Read(body, mostBytes, patience).ConfigureAwait(false);
        }
        catch (OperationCanceledException error) when (!cancel.IsCancellationRequested)
        {
            throw new DataException($"nothing came for {stall.TotalSeconds:0.###} s, after {Progress}", error);
        }
        catch (Exception error) when (error is HttpRequestException or IOException)
        {
            throw new DataException(received > 0 || error.GetBaseException() is HttpIOException
                ? $"the connection was cut off after {Progress}"
                : error.GetBaseException().Message.ReplaceLineEndings(" ").TrimEnd('.'), error);
        }
    }

    private string Progress => announced is { } whole ? $"{received:N0} of {whole:N0} bytes" : $"{received:N0} bytes";

    private async Task<byte[]> Read(Stream body, long mostBytes, CancellationTokenSource patience)
    {
        using var file = new MemoryStream();
        var piece = new byte[Piece];
        while (true)
        {
            patience.CancelAfter(stall);
            var count = await body.ReadAsync(piece, patience.Token).ConfigureAwait(false);
            if (count == 0) return file.ToArray();
            if (Interlocked.Add(ref received, count) > mostBytes) throw TooLong(mostBytes, "got more");
            file.Write(piece, 0, count);
        }
    }

    private static void ExpectFile(HttpResponseMessage response)
    {
        if ((int)response.StatusCode is >= 300 and < 400)
            throw new DataException("the server redirects again and again, or nowhere");
        if (response.StatusCode != HttpStatusCode.OK)
            throw new DataException($"the server answers {(int)response.StatusCode} {response.StatusCode}");
        if (response.Content.Headers.ContentType?.MediaType is "text/html" or "application/xhtml+xml")
            throw new DataException("expected gzip data, got a web page (HTML)");
    }

    private static DataException TooLong(long mostBytes, string got) =>
        new($"expected at most {mostBytes:N0} bytes, {got}");
}
