/* bookout-reader-sandbox.h - what the sheet reader gives up before it sees its first sheet
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* First thing: no other descriptors, no core, no new privileges, limits on memory, files and output. */
gboolean bookout_reader_limit (void);
/* After everything is loaded: no system call but those that reading and answering need. */
gboolean bookout_reader_shut_in (void);
/* Before each sheet: seconds of processor time from now on. */
void bookout_reader_grant_time (void);

G_END_DECLS
