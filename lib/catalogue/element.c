#include "catalogue/element.h"

static const cat_element *find(const cat_particle_group *group, alb_span name)
{
    for (size_t i = 0; i < group->n_particles; i++) {
        const cat_particle *particle = &group->particles[i];
        const cat_element *element = particle->element;
        if (!element) {
            element = find(particle->group, name);
        } else if (element->name_length != name.len || memcmp(element->name, name.ptr, name.len) != 0) {
            element = NULL;
        }
        if (element) {
            return element;
        }
    }
    return NULL;
}

const cat_element *cat_element_child(const cat_element *parent, alb_span name)
{
    return parent->children ? find(parent->children, name) : NULL;
}
