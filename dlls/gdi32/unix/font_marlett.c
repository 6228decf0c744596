/* Marlett: the symbols of captions, scroll bars and menus, from a table of polygons. */
#include <stdlib.h>
#include <string.h>
#include "fonts.h"

/* Polygons of points "x,y" on a grid of 16 x 16, y downwards from the top; ';' begins another one (a hole runs the
 * other way round).
 * "~": points stay between pixels, for slanted strokes. "o": a disc: centre and radius. */
static const struct { char character; const char *shape; } shapes[] = {
    {'0', "3,11 9,11 9,13 3,13"},                                                                       /* minimize */
    {'1', "2,2 14,2 14,14 2,14; 3,4 3,13 13,13 13,4"},                                                  /* maximize */
    {'2', "5,2 14,2 14,10 11,10 11,9 13,9 13,4 6,4 6,6 5,6; 2,6 11,6 11,14 2,14; 3,8 3,13 10,13 10,8"}, /* restore */
    {'r', "~3,3 5,3 8,6.5 11,3 13,3 9,8 13,13 11,13 8,9.5 5,13 3,13 7,8"},                              /* close */
    {'s', "~5,6 5,4.5 6.5,3 10,3 11.5,4.5 11.5,6.5 9,9 9,10 7,10 7,8.5 9.5,6 9.5,5 7,5 7,6; 7,11.5 9,11.5 9,13.5 "
          "7,13.5"},          /* help */
    {'3', "~10,3 10,13 5,8"}, /* arrows of scroll bars */
    {'4', "~6,3 11,8 6,13"},
    {'5', "~3,10 8,5 13,10"},
    {'6', "~3,6 13,6 8,11"},
    {'t', "~4,10 8,6 12,10"}, /* arrows of up-down controls */
    {'u', "~4,6 12,6 8,10"},
    {'v', "~10,4 10,12 6,8"},
    {'w', "~6,4 10,8 6,12"},
    {'7', "~3,10 8,5 13,10"},
    {'8', "~6,3 11,8 6,13"},                /* a submenu follows */
    {'a', "~3,7 6,10 13,3 13,6 6,13 3,10"}, /* check marks */
    {'b', "~4,7 7,10 12,5 12,7.5 7,12.5 4,9.5"},
    {'h', "o8,8 3"}, /* bullets */
    {'i', "o8,8 3"},
    {'n', "o8,8 5.5"}, /* a radio button: inside, edges */
    {'j', "~13,3 11,1.5 8,0.5 5,1.5 3,3 1.5,5 0.5,8 1.5,11 3,13 3.8,12.2 2.6,10.5 1.7,8 2.6,5.5 3.8,3.8 5.5,2.6 8,1.7 "
          "10.5,2.6 12.2,3.8"},
    {'k', "~12.2,3.8 11.4,4.6 10,3.7 8,3 6,3.7 4.6,4.6 3.7,6 3,8 3.7,10 4.6,11.4 3.8,12.2 2.6,10.5 1.7,8 2.6,5.5 "
          "3.8,3.8 5.5,2.6 8,1.7 10.5,2.6"},
    {'l', "~3,13 5,14.5 8,15.5 11,14.5 13,13 14.5,11 15.5,8 14.5,5 13,3 12.2,3.8 13.4,5.5 14.3,8 13.4,10.5 12.2,12.2 "
          "10.5,13.4 8,14.3 5.5,13.4 3.8,12.2"},
    {'m', "~3.8,12.2 4.6,11.4 6,12.3 8,13 10,12.3 11.4,11.4 12.3,10 13,8 12.3,6 11.4,4.6 12.2,3.8 13.4,5.5 14.3,8 "
          "13.4,10.5 12.2,12.2 10.5,13.4 8,14.3 5.5,13.4"},
    {'c', "0,0 16,0 16,1 1,1 1,16 0,16"}, /* a check box: edges, inside */
    {'d', "1,1 15,1 15,2 2,2 2,15 1,15"},
    {'e', "16,0 16,16 0,16 0,15 15,15 15,0"},
    {'f', "15,1 15,15 1,15 1,14 14,14 14,1"},
    {'g', "2,2 14,2 14,14 2,14"},
    {'o',
     "~16,1 16,2.5 2.5,16 1,16; 16,6 16,7.5 7.5,16 6,16; 16,11 16,12.5 12.5,16 11,16"}, /* a size grip: shadow, light */
    {'p', "~16,2.5 16,4 4,16 2.5,16; 16,7.5 16,9 9,16 7.5,16; 16,12.5 16,14 14,16 12.5,16"},
    {'q', "2,3 14,3 14,13 2,13"},
    {'y', "~3,6 13,6 8,11"},
};

static const char *shape_of(uint32_t character)
{
    for (size_t i = 0; i < sizeof(shapes) / sizeof(*shapes); i++) {
        if ((uint32_t)shapes[i].character == character) return shapes[i].shape;
    }
    return NULL;
}

bool marlett_has(uint32_t character) { return character == ' ' || shape_of(character); }

#define POINT_LIMIT   64
#define CONTOUR_LIMIT 8
struct built {
    FT_Vector points[POINT_LIMIT];
    char tags[POINT_LIMIT];
    short ends[CONTOUR_LIMIT];
    int32_t width, height;
    bool snaps;
};

static FT_Pos place(double units, int32_t size, bool snaps)
{
    double position = units * size / MARLETT_UNITS;
    return snaps ? (FT_Pos)(position / 64 + 0.5) * 64 : (FT_Pos)(position + 0.5); /* positions are positive */
}

static void add_point(FT_Outline *outline, struct built *built, double x, double y, char tag)
{
    if (outline->n_points >= POINT_LIMIT) return;
    built->tags[outline->n_points] = tag;
    built->points[outline->n_points++] =
        (FT_Vector){place(x, built->width, built->snaps), built->height - place(y, built->height, built->snaps)};
}

static void end_contour(FT_Outline *outline, struct built *built)
{
    if (outline->n_points && outline->n_contours < CONTOUR_LIMIT)
        built->ends[outline->n_contours++] = (short)(outline->n_points - 1);
}

#define ARC_CONTROL 0.5522847498 /* of the radius: a quarter of a circle as a cubic curve */

static void add_disc(FT_Outline *outline, struct built *built, const char *shape)
{
    char *next;
    double x = strtod(shape, &next), y = strtod(next + 1, &next), radius = strtod(next + 1, &next);
    double cosine = radius, sine = 0;
    for (int quarter = 0; quarter < 4; quarter++) {
        double end_cosine = -sine, end_sine = cosine;
        add_point(outline, built, x + cosine, y + sine, FT_CURVE_TAG_ON);
        add_point(outline, built, x + cosine + ARC_CONTROL * end_cosine, y + sine + ARC_CONTROL * end_sine,
                  FT_CURVE_TAG_CUBIC);
        add_point(outline, built, x + end_cosine + ARC_CONTROL * cosine, y + end_sine + ARC_CONTROL * sine,
                  FT_CURVE_TAG_CUBIC);
        cosine = end_cosine;
        sine = end_sine;
    }
    end_contour(outline, built);
}

static void add_polygons(FT_Outline *outline, struct built *built, const char *shape)
{
    while (*shape) {
        char *next;
        double x = strtod(shape, &next), y = strtod(next + 1, &next);
        add_point(outline, built, x, y, FT_CURVE_TAG_ON);
        if (*next == ';' || !*next) end_contour(outline, built);
        shape = *next ? next + 1 : next;
    }
}

bool marlett_outline(FT_Outline *outline, uint32_t character, int32_t width, int32_t height, bool exact)
{
    const char *shape = shape_of(character);
    struct built *built = calloc(1, sizeof(*built));
    if (!built) return false;
    *outline = (FT_Outline){.points = built->points, .tags = built->tags, .contours = built->ends};
    built->width = width;
    built->height = height;
    built->snaps = shape && *shape != '~' && *shape != 'o' && !exact;
    if (!shape) return true;
    if (*shape == 'o') add_disc(outline, built, shape + 1);
    else add_polygons(outline, built, shape + (*shape == '~'));
    return true;
}

void marlett_free(FT_Outline *outline) { free(outline->points); }
