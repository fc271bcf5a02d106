/* bookout-transfer-error.c - libcurl's results in words for a person
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bookout-transfer"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "bookout-navigator.h"
#include "bookout-transfer-error.h"

/* Each code of libcurl that can come up becomes one of the few things a caller does differently, and a sentence that
 * names the host. Pure functions. */

#define NEW_ERROR(code, ...) \
  g_error_new (BOOKOUT_NAVIGATOR_ERROR, BOOKOUT_NAVIGATOR_ERROR_##code, __VA_ARGS__)

/* What is not worth a number of its own: the connection went before or in the middle of the answer. */
static GError *
lost_error_new (const BookoutTransferFailure *failure)
{
  if (!failure->answering)
    return NEW_ERROR (CONNECT, _ ("The connection to %s was lost before it answered."), failure->host);
  if (failure->expected > 0)
    /* Translators: the first number is what came, the second what was announced */
    return NEW_ERROR (INCOMPLETE, _ ("The file arrived incomplete (%'llu of %'llu bytes)."),
                      (unsigned long long) failure->received, (unsigned long long) failure->expected);
  return NEW_ERROR (INCOMPLETE,
                    _ ("The file arrived incomplete (%'llu bytes, then the connection was lost)."),
                    (unsigned long long) failure->received);
}

static GError *
malformed_error_new (const BookoutTransferFailure *failure)
{
  return NEW_ERROR (MALFORMED, _ ("The answer of %s was malformed (%s)."), failure->host, failure->detail);
}

/* libcurl has no code of its own for a chunk that is none. */
static GError *
receive_error_new (const BookoutTransferFailure *failure)
{
  if (failure->proxy_status == 407)
    return NEW_ERROR (PROXY, _ ("The proxy between this computer and %s asks for a sign-in."), failure->host);
  if (failure->proxy_status >= 300)
    return NEW_ERROR (PROXY, _ ("The proxy refused the way to %s (%u)."), failure->host,
                      failure->proxy_status);
  if (strstr (failure->detail, "chunk") != NULL || strstr (failure->detail, "header") != NULL)
    return malformed_error_new (failure);
  return lost_error_new (failure);
}

/* libcurl before 8.7 calls a single header beyond its own limit "out of memory". Memory that really is short ends a
 * program that uses GLib, so in the middle of a header it is the header. */
static GError *
memory_error_new (const BookoutTransferFailure *failure)
{
  if (failure->answering && !failure->header_complete)
    return NEW_ERROR (MALFORMED, _ ("The answer of %s was malformed (a header is too long)."), failure->host);
  return NEW_ERROR (LOCAL, _ ("This computer is short of memory for the connection to %s."), failure->host);
}

/* A handshake that breaks off says nothing about the certificate, and may go well next time. */
static gboolean
was_cut_off (const char *detail)
{
  return strstr (detail, "SYSCALL") != NULL || strstr (detail, "reset") != NULL ||
         strstr (detail, "eof") != NULL;
}

static GError *
tls_error_new (const BookoutTransferFailure *failure)
{
  if (failure->code == CURLE_SSL_CONNECT_ERROR && was_cut_off (failure->detail))
    return lost_error_new (failure);
  return NEW_ERROR (
      TLS,
      _ ("The certificate of %s is not trusted (%s). If your company inspects traffic, give its own "
         "certificates in the file that SSL_CERT_FILE names."),
      failure->host, failure->detail);
}

/**
 * bookout_transfer_error_new:
 * @failure: what is known of a transfer that failed
 *
 * Returns: (transfer full): a #BookoutNavigatorError
 */
GError *
bookout_transfer_error_new (const BookoutTransferFailure *failure)
{
  switch (failure->code)
    {
    case CURLE_COULDNT_RESOLVE_HOST:
      return NEW_ERROR (NAME, _ ("The name %s could not be found. Check the network connection."),
                        failure->host);
    case CURLE_COULDNT_RESOLVE_PROXY:
      return NEW_ERROR (PROXY, _ ("The name of the proxy could not be found. Check the proxy settings."));
    case CURLE_PROXY:
      return NEW_ERROR (PROXY, _ ("The proxy refused the way to %s."), failure->host);
    case CURLE_COULDNT_CONNECT:
      return NEW_ERROR (CONNECT, _ ("%s did not accept the connection."), failure->host);
    case CURLE_GOT_NOTHING:
    case CURLE_SEND_ERROR:
    case CURLE_PARTIAL_FILE:
    case CURLE_HTTP2_STREAM:
      return lost_error_new (failure);
    case CURLE_RECV_ERROR:
    case CURLE_HTTP2:
      return receive_error_new (failure);
    case CURLE_OPERATION_TIMEDOUT:
      return NEW_ERROR (TIMEOUT,
                        g_dngettext (GETTEXT_PACKAGE, "No answer from %s within %u second (connecting).",
                                     "No answer from %s within %u seconds (connecting).", failure->connect_s),
                        failure->host, failure->connect_s);
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_SSL_CERTPROBLEM:
    case CURLE_SSL_CIPHER:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_ISSUER_ERROR:
    case CURLE_SSL_INVALIDCERTSTATUS:
      return tls_error_new (failure);
    case CURLE_WEIRD_SERVER_REPLY:
    case CURLE_BAD_CONTENT_ENCODING:
    case CURLE_UNSUPPORTED_PROTOCOL: /* HTTP/0.9: no status line at all */
      return malformed_error_new (failure);
    case CURLE_OUT_OF_MEMORY:
      return memory_error_new (failure);
    default:
      return NEW_ERROR (LOCAL, _ ("The connection to %s failed (%s)."), failure->host, failure->detail);
    }
}
