/* bookout-step.h - one instruction of a description
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bookout-condition.h"

G_BEGIN_DECLS

typedef enum
{
  BOOKOUT_STEP_GET, /* <get address="…"/> */
  BOOKOUT_STEP_POST, /* <post address="…"><field name="…">…</field></post>, or <body type="…">…</body> */
  BOOKOUT_STEP_SUBMIT, /* <submit form="XPATH" button="XPATH"><field name="…">…</field></submit> */
  BOOKOUT_STEP_FOLLOW, /* <follow link="XPATH"/>: of an element with href (or src), or of an attribute or text */
  BOOKOUT_STEP_IF,     /* <if CONDITION>steps</if> */
  BOOKOUT_STEP_EXPECT,  /* <expect CONDITION message="…"/> */
  BOOKOUT_STEP_EXTRACT, /* <extract variable="…" from="xpath|pattern|json|header|address" …/> */
  BOOKOUT_STEP_ROW, /* <row rows="XPATH" cell="XPATH" equals="TEMPLATE">steps</row>: exactly one row may match; its steps'
                            XPaths start from the row */
  BOOKOUT_STEP_IDENTITY, /* <identity xpath="…" equals="TEMPLATE"/>: the page names the vehicle */
  BOOKOUT_STEP_POLL,     /* <poll every-ms="…" limit-s="…">steps<until CONDITION/></poll> */
  BOOKOUT_STEP_SAVE,     /* <save>one get, post, submit or follow</save>: its answer goes to the sink */
} BookoutStepKind;

typedef enum
{
  BOOKOUT_EXTRACT_XPATH,   /* @xpath's string value */
  BOOKOUT_EXTRACT_SOURCE,  /* the page's source text (from="pattern") */
  BOOKOUT_EXTRACT_JSON,    /* @path */
  BOOKOUT_EXTRACT_HEADER,  /* header named @path */
  BOOKOUT_EXTRACT_ADDRESS, /* the final address */
} BookoutExtractFrom;

/**
 * BookoutStepField:
 * @name: control or parameter name
 * @value: (nullable): %NULL (attribute `remove="yes"`) leaves the control out
 */
typedef struct
{
  char *name;
  BookoutTemplate *value;
} BookoutStepField;

/**
 * BookoutStep:
 * @kind: what it does; the other fields matter only as the kinds above name them
 * @line: where it stands in the description, from 1
 * @title: words for a person, "opening the vehicle"; from the attribute `title` or made from the kind
 * @address: for get and post
 * @xpath: form of submit, link of follow, rows of row, value of extract and identity
 * @button: (nullable): of submit
 * @cell: of row: relative to the row
 * @equals: of row and identity: what the text must equal, white space collapsed, case kept
 * @fields: (element-type BookoutStepField)
 * @body: (nullable): of post, instead of fields
 * @body_type: (nullable): content type of @body
 * @condition: of if and expect; of poll's until
 * @message: (nullable): of expect: what to tell a person
 * @variable: of extract
 * @from: of extract
 * @path: (nullable): of extract: JSON path or header name (attribute `path` for both)
 * @pattern: (nullable): of extract: applied to what @from gave; its first group (or the whole match) is the value
 * @optional: of extract: an absent value makes the variable empty instead of failing
 * @every_ms: of poll
 * @limit_s: of poll
 * @accept_from: lowest HTTP status of 400 and more that the step takes as an answer, 0 if none
 * @accept_to: highest such status
 * @steps: (element-type BookoutStep): of if, row, poll and save
 *
 * Immutable after loading, so any thread may read it.
 */
typedef struct _BookoutStep BookoutStep;
struct _BookoutStep
{
  BookoutStepKind kind;
  guint line;
  char *title;
  BookoutTemplate *address;
  BookoutTemplate *xpath;
  BookoutTemplate *button;
  BookoutTemplate *cell;
  BookoutTemplate *equals;
  GPtrArray *fields;
  BookoutTemplate *body;
  char *body_type;
  BookoutCondition *condition;
  char *message;
  char *variable;
  BookoutExtractFrom from;
  char *path;
  BookoutTemplate *pattern;
  gboolean optional;
  guint every_ms;
  guint limit_s;
  guint accept_from;
  guint accept_to;
  GPtrArray *steps;
};

BookoutStep *bookout_step_new (BookoutStepKind kind, guint line);
void bookout_step_free (BookoutStep *self);
BookoutStepField *bookout_step_field_new (const char *name, BookoutTemplate *value);
void bookout_step_field_free (BookoutStepField *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BookoutStep, bookout_step_free)

G_END_DECLS
