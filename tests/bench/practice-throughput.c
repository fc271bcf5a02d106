/* practice-throughput.c - how many requests a second the practice portal answers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bench-practice-throughput"
#include "config.h"

#include <gio/gio.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* Starts a portal without latency and asks it over several kept connections, one thread each, for the pages that a run
 * asks for most. The client is a bare socket, so that what is measured is the portal. Not a test: prints figures.
 *
 *   practice-throughput [CONNECTIONS [SECONDS]] */

#define ANSWER_MAX (512 * 1024)

typedef struct
{
  guint16 port;
  const char *request;
  const gint *stop;
  guint64 n_answers;
  gint64 slowest_us;
} Client;

static int
connect_to (guint16 port)
{
  struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = g_htons (port) };
  int fd = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  int yes = 1;

  address.sin_addr.s_addr = g_htonl (INADDR_LOOPBACK);
  if (fd < 0 || connect (fd, (struct sockaddr *) &address, sizeof address) != 0)
    g_error ("cannot connect to the portal: %s", g_strerror (errno));

  setsockopt (fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
  return fd;
}

/* Sends one request and reads its answer whole into @answer, ended by a NUL. */
static void
ask (int fd, const char *request, char *answer)
{
  gsize length = 0, wanted = 0;

  if (send (fd, request, strlen (request), MSG_NOSIGNAL) < 0)
    g_error ("cannot send: %s", g_strerror (errno));

  do
    {
      ssize_t n = recv (fd, answer + length, ANSWER_MAX - 1 - length, 0);
      const char *body, *declared;

      if (n <= 0)
        g_error ("the portal closed the connection");
      length += (gsize) n;
      answer[length] = '\0';
      body = wanted == 0 ? strstr (answer, "\r\n\r\n") : NULL;
      if (body == NULL)
        continue;
      declared = strstr (answer, "Content-Length: ");
      wanted = (gsize) (body + 4 - answer) + strtoul (declared + strlen ("Content-Length: "), NULL, 10);
    }
  while (wanted == 0 || length < wanted);
}

static gpointer
client_worker (gpointer data)
{
  Client *client = data;
  g_autofree char *answer = g_malloc (ANSWER_MAX);
  int fd = connect_to (client->port);

  while (!g_atomic_int_get (client->stop))
    {
      gint64 start = g_get_monotonic_time ();

      ask (fd, client->request, answer);
      if (!g_str_has_prefix (answer, "HTTP/1.1 200"))
        g_error ("the portal answered: %.40s", answer);
      client->slowest_us = MAX (client->slowest_us, g_get_monotonic_time () - start);
      client->n_answers++;
    }

  close (fd);
  return NULL;
}

static void
measure (const char *what, guint16 port, const char *request, guint n_connections, guint seconds)
{
  g_autofree Client *clients = g_new0 (Client, n_connections);
  g_autofree GThread **threads = g_new0 (GThread *, n_connections);
  gint stop = FALSE;
  guint64 n_answers = 0;
  gint64 slowest_us = 0;

  for (guint i = 0; i < n_connections; i++)
    {
      clients[i] = (Client){ .port = port, .request = request, .stop = &stop };
      threads[i] = g_thread_new ("client", client_worker, &clients[i]);
    }

  g_usleep (seconds * G_USEC_PER_SEC);
  g_atomic_int_set (&stop, TRUE);
  for (guint i = 0; i < n_connections; i++)
    {
      g_thread_join (threads[i]);
      n_answers += clients[i].n_answers;
      slowest_us = MAX (slowest_us, clients[i].slowest_us);
    }

  g_print ("%-16s %2u connections: %6" G_GUINT64_FORMAT " requests/s, slowest %.1f ms\n", what, n_connections,
           n_answers / seconds, (double) slowest_us / 1000.0);
}

static char *
cut_out (const char *answer, const char *before, const char *end)
{
  const char *start = strstr (answer, before);

  if (start == NULL)
    g_error ("the portal's answer has no “%s”", before);
  start += strlen (before);
  return g_strndup (start, strcspn (start, end));
}

static char *
post (const char *path, const char *cookie, const char *token, const char *fields)
{
  g_autofree char *form = g_strdup_printf ("__RequestVerificationToken=%s&%s", token, fields);

  return g_strdup_printf ("POST %s HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: PracticeSession=%s\r\n"
                          "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: %zu\r\n\r\n%s",
                          path, cookie, strlen (form), form);
}

static char *
get (const char *path, const char *cookie)
{
  return g_strdup_printf ("GET %s HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: PracticeSession=%s\r\n\r\n", path,
                          cookie);
}

/* Returns the cookie of a session that has accepted the licence. */
static char *
sign_in (int fd, char *answer)
{
  static const char token_mark[] = "name=\"__RequestVerificationToken\" type=\"hidden\" value=\"";
  static const char cookie_mark[] = "PracticeSession=";
  g_autofree char *form = get ("/Home/LicenseAgreement", "");
  g_autofree char *visitor = NULL, *token = NULL, *login = NULL, *licence = NULL, *accept = NULL;
  char *cookie;

  ask (fd, form, answer);
  visitor = cut_out (answer, cookie_mark, ";");
  token = cut_out (answer, token_mark, "\"");
  login = post ("/Home/Login", visitor, token, "UserName=dealer&Password=practice");
  ask (fd, login, answer);
  cookie = cut_out (answer, cookie_mark, ";");
  licence = get ("/Home/License", cookie);
  ask (fd, licence, answer);
  g_free (token);
  token = cut_out (answer, token_mark, "\"");
  accept = post ("/Home/AcceptLicense", cookie, token, "Agree=true");
  ask (fd, accept, answer);
  return cookie;
}

static void
measure_all (guint16 port, guint n_connections, guint seconds)
{
  g_autofree char *answer = g_malloc (ANSWER_MAX);
  int fd = connect_to (port);
  g_autofree char *cookie = sign_in (fd, answer);
  g_autofree char *grid = get ("/vehicle/", cookie);
  g_autofree char *name = NULL, *path = NULL, *vehicle = NULL;

  ask (fd, grid, answer);
  name = cut_out (answer, "/vehicle/Details/", "\"");
  path = g_strconcat ("/vehicle/Details/", name, NULL);
  vehicle = get (path, cookie);
  measure ("grid of 50 rows", port, grid, n_connections, seconds);
  measure ("vehicle page", port, vehicle, n_connections, seconds);
  close (fd);
}

int
main (int argc, char **argv)
{
  guint n_connections = argc > 1 ? (guint) strtoul (argv[1], NULL, 10) : 8;
  guint seconds = argc > 2 ? (guint) strtoul (argv[2], NULL, 10) : 3;
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess)
      portal = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error, g_getenv ("BOOKOUT_PRACTICE_PORTAL"),
                                 "--latency-ms", "0", "--pdf-ms", "0", NULL);
  g_autoptr (GDataInputStream) output = NULL;
  g_autofree char *address = NULL;

  if (portal == NULL)
    g_error ("cannot start the portal: %s", error->message);

  output = g_data_input_stream_new (g_subprocess_get_stdout_pipe (portal));
  address = g_data_input_stream_read_line (output, NULL, NULL, NULL);
  measure_all ((guint16) strtoul (strrchr (address, ':') + 1, NULL, 10), n_connections, seconds);
  g_subprocess_send_signal (portal, SIGTERM);
  g_subprocess_wait (portal, NULL, NULL);
  return EXIT_SUCCESS;
}
