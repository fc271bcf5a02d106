/* bookout-reader-text.c; SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bookout-sheet-reader"
#include "config.h"

#include <math.h>
#include <string.h>

#include "bookout-reader-protocol.h"
#include "bookout-reader-text.h"

/* Poppler gives a page's text in reading order, with colour and size of each run and a box for each character. From these,
 * what nobody can see is left out: near-white (taken for hidden on a dark band too: what is under it is not looked at), under
 * two points, outside the page. Text in the invisible mode looks like any other here; see bookout-reader-invisible.h. Not
 * noticed: a change to white within one word, and text that something else is drawn over. */

#define SIZE_LEAST 2.0    /* points */
#define WHITE_FROM 0xf000 /* of 0xffff, in each of red, green and blue */
#define GAP_LEAST  0.5    /* of a character's height, between two columns of a line */

/* What is known of the character that comes next. */
typedef struct
{
  GList *run;              /* of PopplerTextAttributes: the one the character is in, or the next one */
  PopplerRectangle *boxes; /* one for each character */
  guint n_boxes;
  double width, height; /* of the page, points */
} Layout;

static gboolean
is_hidden_run (const PopplerTextAttributes *run)
{
  return run->font_size < SIZE_LEAST ||
         (run->color.red >= WHITE_FROM && run->color.green >= WHITE_FROM && run->color.blue >= WHITE_FROM);
}

static gboolean
is_off_page (const Layout *layout, guint index)
{
  const PopplerRectangle *box = &layout->boxes[index];
  double x, y;

  if (index >= layout->n_boxes)
    return FALSE;
  x = (box->x1 + box->x2) / 2;
  y = (box->y1 + box->y2) / 2;
  return x < 0 || y < 0 || x > layout->width || y > layout->height;
}

static gboolean
is_hidden (Layout *layout, guint index)
{
  const PopplerTextAttributes *run;

  while (layout->run != NULL && ((PopplerTextAttributes *) layout->run->data)->end_index < (int) index)
    layout->run = layout->run->next;
  run = layout->run != NULL ? layout->run->data : NULL;
  if (run != NULL && run->start_index <= (int) index && is_hidden_run (run))
    return TRUE;
  return is_off_page (layout, index);
}

/* Poppler joins the columns of a line without anything between: "Mileage:41,200". */
static gboolean
is_gap (const Layout *layout, guint before, guint after)
{
  const PopplerRectangle *a = &layout->boxes[before];
  const PopplerRectangle *b = &layout->boxes[after];

  return after < layout->n_boxes && b->x1 - a->x2 > GAP_LEAST * fabs (a->y2 - a->y1);
}

/* The character as it stands in the text: any space as " ", and 0 for what has no shape. */
static gunichar
normalize (gunichar c)
{
  if (c == '\n' || c == '\t')
    return c;
  if (g_unichar_isspace (c))
    return ' ';
  if (g_unichar_iscntrl (c) || c == 0xad || c == 0x200b || c == 0xfeff)
    return 0;
  return c;
}

/* A line that lost its hidden text should not be left as blanks. */
static gboolean
is_at_line_start (const GString *text)
{
  return text->len == 0 || text->str[text->len - 1] == '\n';
}

/* FALSE if the text is full. */
static gboolean
append (GString *text, gunichar c)
{
  if (text->len + 6 > BOOKOUT_READER_TEXT_MOST)
    return FALSE;
  if (c == '\n')
    while (text->len > 0 && strchr (" \t", text->str[text->len - 1]) != NULL)
      g_string_truncate (text, text->len - 1);
  if (strchr (" \t\n", (int) MIN (c, 0x7f)) != NULL && is_at_line_start (text))
    return TRUE;
  g_string_append_unichar (text, c);
  return TRUE;
}

/* The visible characters of @raw. */
static guint
append_visible (Layout *layout, const char *raw, GString *text)
{
  guint flags = 0;
  guint index = 0;
  gboolean is_after_character = FALSE; /* the one before was seen, and no white space */

  for (const char *at = raw; *at != '\0'; at = g_utf8_next_char (at), index++)
    {
      gunichar c = normalize (g_utf8_get_char (at));
      gboolean is_space = c == ' ' || c == '\t' || c == '\n';

      if (c == 0)
        continue;
      if (!is_space && is_hidden (layout, index))
        {
          flags |= BOOKOUT_READER_HIDDEN;
          is_after_character = FALSE;
          continue;
        }
      if (is_after_character && !is_space && is_gap (layout, index - 1, index) && !append (text, '\t'))
        return flags | BOOKOUT_READER_TRUNCATED;
      if (!append (text, c))
        return flags | BOOKOUT_READER_TRUNCATED;
      is_after_character = !is_space;
    }
  return flags;
}

static guint
append_page (PopplerPage *page, GString *text)
{
  g_autofree char *raw = poppler_page_get_text (page);
  GList *runs;
  Layout layout = { 0 };
  guint flags;

  if (raw == NULL || *raw == '\0')
    return 0;
  runs = poppler_page_get_text_attributes (page);
  layout.run = runs;
  poppler_page_get_size (page, &layout.width, &layout.height);
  if (!poppler_page_get_text_layout (page, &layout.boxes, &layout.n_boxes))
    layout.n_boxes = 0;
  flags = append_visible (&layout, raw, text);
  g_free (layout.boxes);
  poppler_page_free_text_attributes (runs);
  return flags;
}

/**
 * bookout_reader_text_append:
 * @document: a document
 * @text: where to append
 *
 * Appends the visible text of the first %BOOKOUT_READER_PAGES_MOST pages, with a form feed on a line of its own between two, so
 * that a pattern's "^" finds the beginning of a page.
 *
 * Returns: #BookoutReaderFlags
 */
guint
bookout_reader_text_append (PopplerDocument *document, GString *text)
{
  int pages = poppler_document_get_n_pages (document);
  guint flags = pages > BOOKOUT_READER_PAGES_MOST ? BOOKOUT_READER_TRUNCATED : 0;

  for (int i = 0; i < MIN (pages, BOOKOUT_READER_PAGES_MOST) && text->len + 6 <= BOOKOUT_READER_TEXT_MOST;
       i++)
    {
      PopplerPage *page = poppler_document_get_page (document, i);

      if (i > 0)
        g_string_append (text, is_at_line_start (text) ? "\f\n" : "\n\f\n");
      if (page != NULL)
        flags |= append_page (page, text);
      g_clear_object (&page);
    }
  return flags;
}
